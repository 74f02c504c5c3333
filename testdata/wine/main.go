// Command wine writes a bcryptprimitives.dll for a Wine that has none, such as Wine 8:
// Go programs take their random numbers from it. The library has one function and no
// code: it sends callers on to the function of advapi32 that does the same.
//
//	go run ./testdata/wine bcryptprimitives.dll
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
)

const (
	name    = "bcryptprimitives.dll"
	export  = "ProcessPrng"                // BOOL (PBYTE, SIZE_T)
	forward = "advapi32.SystemFunction036" // BOOLEAN (PVOID, ULONG), also called RtlGenRandom

	sectionAt   = 0x1000 // in memory
	fileAlign   = 0x200
	headersSize = 0x200
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: wine FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], library(), 0o666); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// library is the file, as "PE Format" of Microsoft's documentation describes it:
// headers, and one section with the table of exports.
func library() []byte {
	exports := exportTable()
	var b bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			binary.Write(&b, binary.LittleEndian, v)
		}
	}
	put([]byte("MZ"), make([]byte, 58), uint32(64)) // the header of DOS: where the next one is
	put([]byte("PE\x00\x00"))
	put(uint16(0x8664), uint16(1), [3]uint32{}, uint16(240), uint16(0x2022)) // x64, one section, a DLL
	put(uint16(0x20b), uint16(0))                                            // PE32+
	put([3]uint32{0, fileAlign, 0}, uint32(0), uint32(0))                    // sizes of code and data; no entry; code
	put(uint64(0x180000000), uint32(0x1000), uint32(fileAlign))              // where it wants to be, and alignments
	put([2]uint16{6, 0}, [2]uint16{}, [2]uint16{6, 0}, uint32(0))            // versions
	put(uint32(sectionAt+0x1000), uint32(headersSize), uint32(0))            // sizes; no checksum
	put(uint16(3), uint16(0x140))                                            // a console program; may be moved
	put(uint64(0x100000), uint64(0x1000), uint64(0x100000), uint64(0x1000))  // stack and heap
	put(uint32(0), uint32(16))                                               // 16 directories,
	put(uint32(sectionAt), uint32(len(exports)), [15][2]uint32{})            // of which the first is the exports
	put([8]byte{'.', 'e', 'd', 'a', 't', 'a'}, uint32(len(exports)), uint32(sectionAt))
	put(uint32(fileAlign), uint32(headersSize), [3]uint32{}, uint32(0x40000040)) // data, to be read
	b.Write(make([]byte, headersSize-b.Len()))
	b.Write(exports)
	b.Write(make([]byte, fileAlign-len(exports)))
	return b.Bytes()
}

// exportTable is the section: a directory, three tables with one entry each, and the
// names. An address within the section means that the function is elsewhere.
func exportTable() []byte {
	const (
		tables  = 40 // behind the directory
		strings = tables + 4 + 4 + 2
	)
	nameAt := uint32(sectionAt + strings)
	exportAt := nameAt + uint32(len(name)) + 1
	forwardAt := exportAt + uint32(len(export)) + 1
	var b bytes.Buffer
	for _, v := range []any{
		[3]uint32{}, nameAt, uint32(1), uint32(1), uint32(1), // first ordinal, functions, names
		uint32(sectionAt + tables), uint32(sectionAt + tables + 4), uint32(sectionAt + tables + 8),
		forwardAt, exportAt, uint16(0),
		[]byte(name + "\x00" + export + "\x00" + forward + "\x00"),
	} {
		binary.Write(&b, binary.LittleEndian, v)
	}
	return b.Bytes()
}
