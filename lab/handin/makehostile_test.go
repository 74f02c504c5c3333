package handin

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

func many(n int) (files []made) {
	for i := range n {
		files = append(files, made{fmt.Sprintf("f%d.py", i), "", 0})
	}
	return files
}

func longNames(n, bytes int) (files []made) {
	for i := range n {
		files = append(files, made{fmt.Sprintf("%d%s.py", i, strings.Repeat("x", bytes)), "", 0})
	}
	return files
}

func numbered(m made, n int) (files []made) {
	for i := range n {
		files = append(files, made{fmt.Sprintf("%s%d.py", m.name, i), m.content, 0})
	}
	return files
}

// noise returns text that does not shrink by much.
func noise(n int) string {
	x, text := uint32(1), make([]byte, n)
	for i := range text {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		text[i] = ' ' + byte(x%90)
	}
	return string(text)
}

// patchDirectory changes a field of a file in a zip's directory (APPNOTE.TXT, 4.3.12): 8 has
// flags, 10 the method, both of two bytes; 24 the size, of four.
func patchDirectory(t *testing.T, content []byte, name string, field int, value uint32) []byte {
	content = bytes.Clone(content)
	at := bytes.LastIndex(content, []byte(name)) - 46
	if at < 0 || !bytes.HasPrefix(content[at:], []byte("PK\x01\x02")) {
		t.Fatalf("%s is not in the directory", name)
	}
	if field < 16 {
		binary.LittleEndian.PutUint16(content[at+field:], uint16(value))
	} else {
		binary.LittleEndian.PutUint32(content[at+field:], value)
	}
	return content
}

// patchContent returns a zip in which a byte of a stored file has changed.
func patchContent(t *testing.T, name string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	to, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	check(t, err)
	_, err = to.Write([]byte(goMain))
	check(t, err)
	check(t, w.Close())
	content := out.Bytes()
	content[bytes.Index(content, []byte("func"))] = 'F'
	return content
}

// overlapping returns a zip whose directory names the same data n times.
func overlapping(t *testing.T, n int) []byte {
	one := zipOf(t, []made{{"0000.py", strings.Repeat("\n", 3<<20), 0}})
	at := bytes.Index(one, []byte("PK\x01\x02"))
	end := bytes.LastIndex(one, []byte("PK\x05\x06"))
	content := bytes.Clone(one[:at])
	for i := range n {
		row := bytes.Clone(one[at:end])
		copy(row[46:], fmt.Sprintf("%04d.py", i))
		content = append(content, row...)
	}
	tail := bytes.Clone(one[end:])
	binary.LittleEndian.PutUint16(tail[8:], uint16(n))
	binary.LittleEndian.PutUint16(tail[10:], uint16(n))
	binary.LittleEndian.PutUint32(tail[12:], uint32(n*(end-at)))
	return append(content, tail...)
}

// bombBeside returns a tar.gz with a lesson, and a very large file elsewhere.
func bombBeside(t *testing.T) []byte {
	var out bytes.Buffer
	packed, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	check(t, err)
	w := tar.NewWriter(packed)
	check(t, w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: lesson3.Copy() + "/main.go"}))
	check(t, w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "zeros", Size: maxRead}))
	zeros := make([]byte, 1<<20)
	for range maxRead / len(zeros) {
		_, err := w.Write(zeros)
		check(t, err)
	}
	check(t, w.Close())
	check(t, packed.Close())
	return out.Bytes()
}

// sparse returns a tar in the old GNU form with a file of a given size that has no data at
// all.
func sparse(t *testing.T, size int64) []byte {
	header := make([]byte, 512)
	copy(header, "hole.py")
	copy(header[100:], "0000644\x000000000\x000000000\x0000000000000\x0000000000000\x00")
	header[156] = tar.TypeGNUSparse
	copy(header[257:], "ustar  \x00")
	number := func(at int, n int64) { // base 256: more than octal digits can say
		binary.BigEndian.PutUint64(header[at+4:], uint64(n))
		header[at] = 0x80
	}
	number(386, size) // one fragment without data, at the end
	number(398, 0)
	number(483, size)
	copy(header[148:], "        ")
	sum := 0
	for _, b := range header {
		sum += int(b)
	}
	copy(header[148:], fmt.Sprintf("%06o\x00 ", sum))
	return append(header, make([]byte, 1024)...)
}
