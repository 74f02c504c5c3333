package hunt

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"chatlab/lab/trace"
)

// A request is what a worker is asked. The answer begins with a line of the token and a reply
// in JSON. The record of the run and the server's system calls follow, in binary form. Other lines
// before it are not the worker's: a server may have kept the standard output that it was loaded
// with, and print there.
type request struct {
	Token string `json:"token"`
	Case  Case   `json:"case"`
}

// A reply is the first part of an answer.
type reply struct {
	Error string `json:"error,omitempty"` // the run could not be made
	Seen  seen   `json:"seen"`            // without the record's log and the system calls
	Bytes int    `json:"bytes"`           // of the log
	Calls int    `json:"calls"`           // bytes of the system calls
}

// mostHead is the limit of an answer's first line, in bytes.
const mostHead = 1 << 20

// mostBytes is the limit of an answer, in bytes. Twelve clients that flood each other have a record
// of 30 MB, and six hundred that talk one of 150 MB: each hears all others.
func (c Case) mostBytes() int {
	clients := len(byClient(c.Ops))
	return 128<<20 + clients*clients<<10
}

// bytesPerEvent bounds the events of a record, which take more memory than its bytes: one for this
// many bytes of the limit. Six hundred clients, recorded with all that they see, have one for 770.
const bytesPerEvent = 128

// send answers a request.
func (q request) send(out io.Writer, r reply) error {
	log := r.Seen.Record.Log.Binary()
	calls := binaryOf(r.Seen.Syscalls)
	r.Bytes, r.Calls = len(log), len(calls)
	head, err := json.Marshal(r)
	if err != nil {
		return err
	}
	head = fmt.Appendf(nil, "\n%s %s\n", q.Token, head) // the line feed ends what somebody else has begun
	if _, err := out.Write(head); err != nil {
		return err
	}
	if _, err := out.Write(log); err != nil {
		return err
	}
	_, err = out.Write(calls)
	return err
}

// A badReply is an answer that no worker of ours gives.
type badReply string

func (b badReply) Error() string { return string(b) }

var errTooLong = errors.New("an answer is too long")

// An answers reads the answers of a worker.
type answers struct {
	limited *io.LimitedReader
	from    *bufio.Reader
}

func newAnswers(from io.Reader) *answers {
	limited := &io.LimitedReader{R: from}
	return &answers{limited, bufio.NewReaderSize(limited, mostHead)}
}

// receive reads the answer to a request, of at most that many bytes. The error is a badReply,
// errTooLong, or io.EOF if nothing more comes.
func (a *answers) receive(q request, most int) (r reply, err error) {
	a.limited.N = int64(most)
	defer func() {
		if err == io.EOF && a.limited.N <= 0 {
			err = errTooLong
		}
	}()
	head, err := a.head(q.Token + " ")
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(head, &r); err != nil {
		return r, badReply("its answer is not one of the simulator")
	}
	switch {
	case r.Error != "":
		return r, nil
	case r.Bytes < 0 || r.Bytes > most || r.Calls < 0 || r.Calls/shortestSyscall > most/bytesPerEvent:
		return r, errTooLong
	}
	log, calls := make([]byte, r.Bytes), make([]byte, r.Calls)
	if _, err := io.ReadFull(a.from, log); err != nil {
		return r, io.EOF
	}
	if _, err := io.ReadFull(a.from, calls); err != nil {
		return r, io.EOF
	}
	if r.Seen.Syscalls, err = parseSyscalls(calls); err != nil {
		return r, badReply("what its server did is not a list of system calls")
	}
	switch r.Seen.Record.Log, err = trace.ParseBinary(log, most/bytesPerEvent); {
	case errors.Is(err, trace.ErrTooMany):
		return r, errTooLong
	case err != nil:
		return r, badReply("its record of the run can't be read as one")
	}
	return r, nil
}

// head returns the rest of the first line with a prefix.
func (a *answers) head(prefix string) ([]byte, error) {
	for begins := true; ; {
		line, err := a.from.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			return nil, io.EOF
		}
		head, ok := bytes.CutPrefix(line, []byte(prefix))
		if begins && ok && err == nil {
			return head, nil
		}
		begins = err == nil // what follows a full buffer is the rest of a line
	}
}
