package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	"chatlab/server/wire"
)

// A record is one line of the file:
//
//	{"at":"2026-11-26T12:00:00.000Z","from":"ana","text":"hello","sum":"0c8b6f2d"}
//
// Sum is a checksum of the part of the line before it: CRC-32 with the Castagnoli
// polynomial, as in iSCSI (RFC 3720, section 12.1). It finds changes made by a disk
// or an editor.
type record struct {
	At   time.Time `json:"at"`
	From string    `json:"from"`
	Text string    `json:"text"`
	Sum  string    `json:"sum"`
}

const (
	recordStart = `{"at":"`
	timeForm    = "2006-01-02T15:04:05.000Z"
	sumForm     = `,"sum":"%08x"}`
	sumBytes    = len(`,"sum":"00000000"}`)

	// maxRecord is more than any record needs for a line of up to MaxLine. A byte of
	// text may take six, and the rest takes less than 1 KiB.
	maxRecord = 64 << 20
)

// MaxLine is the longest client line, in bytes, that a history can keep. A server
// that allows longer ones cannot have a history.
const MaxLine = (maxRecord - 1<<10) / 6

// checksum is the CRC-32C of bytes. MakeTable makes its table at the first call, and keeps it: a
// program that only might keep a history should not have to wait for that when it starts.
func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// appendRecords appends a record for each chat line. Other lines are not kept.
func appendRecords(dst []byte, at time.Time, lines []byte) []byte {
	for line := range bytes.Lines(lines) {
		m := wire.ParseMessage(string(bytes.TrimSuffix(line, []byte("\n"))))
		if m.Kind == wire.Chat {
			dst = appendRecord(dst, at, m.From, m.Text)
		}
	}
	return dst
}

func appendRecord(dst []byte, at time.Time, from, text string) []byte {
	start := len(dst)
	dst = append(dst, recordStart...)
	dst = at.UTC().AppendFormat(dst, timeForm)
	dst = append(dst, `","from":"`...)
	dst = append(dst, from...)
	dst = append(dst, `","text":`...)
	dst = appendJSON(dst, text)
	return append(fmt.Appendf(dst, sumForm, checksum(dst[start:])), '\n')
}

// appendJSON appends a text as a JSON string (RFC 8259, section 7). The text was
// cleaned (P10): it is UTF-8, and has no control character but tab.
func appendJSON(dst []byte, text string) []byte {
	dst = append(dst, '"')
	for _, b := range []byte(text) {
		switch {
		case b == '"' || b == '\\':
			dst = append(dst, '\\', b)
		case b < ' ':
			dst = fmt.Appendf(dst, `\u%04x`, b)
		default:
			dst = append(dst, b)
		}
	}
	return append(dst, '"')
}

// readRecord reads one line of the file, without its LF.
func readRecord(line []byte) (r record, err error) {
	before := len(line) - sumBytes
	if before < 0 || !bytes.HasPrefix(line, []byte(recordStart)) {
		return r, errors.New("it is not a record of a history")
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return r, fmt.Errorf("it is not a record of a history: %w", err)
	}
	sum := fmt.Sprintf(sumForm, checksum(line[:before]))
	if string(line[before:]) != sum {
		return r, errors.New("it was changed since it was written: its checksum is another")
	}
	return r, wire.CheckName(r.From)
}
