package hunt

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"chatlab/lab/trace"
)

// hash is the same for two runs if everything in them happened in the same way at the
// same time.
func hash(log trace.Log) string {
	sum := sha256.New()
	for _, e := range log.All() {
		head := binary.AppendVarint(nil, int64(e.At))
		head = append(head, byte(e.Dir), byte(e.Kind), byte(len(e.Conn)))
		head = append(head, e.Conn...)
		sum.Write(binary.AppendVarint(head, int64(len(e.Data))))
		sum.Write(e.Data)
		io.WriteString(sum, e.Note+"\n")
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:8])
}
