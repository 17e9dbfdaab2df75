// Verifies samples/hello.proof through libzkfp, on several threads, and rejects it when one byte is damaged. Usage: verify SAMPLES-FOLDER
package main

/*
#cgo CFLAGS: -I../..
#include "zkfp.h"
*/
import "C"

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
	"unsafe"
)

func pointer(b []byte) *C.uint8_t {
	if len(b) == 0 {
		return nil
	}
	return (*C.uint8_t)(unsafe.Pointer(&b[0]))
}

// Verify returns the outcome word of a valid proof of a program that wrote exactly this output; nil stands for any, an empty slice for none.
func Verify(proof, key, output []byte) (uint32, error) {
	var s C.zkfp_statement
	text := make([]byte, 256)
	expected := pointer(output)
	if output != nil && expected == nil {
		expected = new(C.uint8_t) // NULL would be any
	}
	status := C.zkfp_verify(pointer(proof), C.size_t(len(proof)), pointer(key), C.size_t(len(key)), expected, C.size_t(len(output)),
		&s, (*C.char)(unsafe.Pointer(&text[0])), C.size_t(len(text)))
	if status != C.ZKFP_OK {
		return 0, fmt.Errorf("status %d: %s", status, C.GoString((*C.char)(unsafe.Pointer(&text[0]))))
	}
	return uint32(s.outcome), nil
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: verify SAMPLES-FOLDER")
		os.Exit(2)
	}
	load := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(os.Args[1], name))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		return b
	}
	proof, key, output := load("hello.proof"), load("hello.vk"), load("hello.output")
	outcome, err := Verify(proof, key, output)
	if err != nil || outcome != 3<<8 {
		fmt.Fprintln(os.Stderr, "not valid:", outcome, err)
		os.Exit(1)
	}
	if _, err := Verify(proof, key, []byte{}); err == nil {
		fmt.Fprintln(os.Stderr, "an output was taken for none")
		os.Exit(1)
	}
	if _, err := Verify(proof, key, nil); err != nil {
		fmt.Fprintln(os.Stderr, "any output:", err)
		os.Exit(1)
	}
	start := time.Now()
	const times = 20
	for i := 0; i < times; i++ {
		if _, err := Verify(proof, key, output); err != nil {
			os.Exit(1)
		}
	}
	fmt.Printf("Go: valid, exit %d, %.1f ms\n", outcome>>8, float64(time.Since(start).Microseconds())/1000/times)

	var threads sync.WaitGroup
	wrong := make(chan error, 8)
	for i := 0; i < 8; i++ {
		threads.Add(1)
		go func(damaged bool) {
			defer threads.Done()
			mine := append([]byte(nil), proof...)
			if damaged {
				mine[len(mine)-4] ^= 1
			}
			if _, err := Verify(mine, key, output); (err != nil) != damaged {
				wrong <- fmt.Errorf("damaged %v: %v", damaged, err)
			}
		}(i%2 == 1)
	}
	threads.Wait()
	select {
	case err := <-wrong:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	default:
		fmt.Println("Go: damaged proofs are refused")
	}
}
