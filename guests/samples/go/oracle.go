// A client of the preimage oracle as any program may be one: goroutines, blocking and polled descriptors, every type of key. Local keys
// 1 to 4 hold the hashes behind a keccak256, a SHA-256, a precompile and a blob key; 5 holds how often to read them.
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"time"
)

const (
	hintRead = 3 + iota
	hintWrite
	preimageRead
	preimageWrite
)

const (
	typeLocal = 1 + iota
	typeKeccak
	_
	typeSHA256
	typeBlob
	typePrecompile
)

type client struct {
	hintAnswers, hints, preimages, keys *os.File
}

func open(nonblocking bool) *client {
	file := func(fd int) *os.File {
		fd, err := syscall.Dup(fd)
		check(err)
		check(syscall.SetNonblock(fd, nonblocking)) // of the descriptor's file: its duplicates share it
		return os.NewFile(uintptr(fd), fmt.Sprint("oracle ", fd))
	}
	return &client{file(hintRead), file(hintWrite), file(preimageRead), file(preimageWrite)}
}

func (c *client) hint(text string) {
	message := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	_, err := c.hints.Write(append(message, text...))
	check(err)
	_, err = io.ReadFull(c.hintAnswers, make([]byte, 1))
	check(err)
}

func (c *client) get(kind byte, hash []byte) []byte {
	key := append([]byte{kind}, hash[1:]...)
	c.hint(fmt.Sprintf("want %x", key))
	_, err := c.keys.Write(key)
	check(err)
	return c.read()
}

func (c *client) read() []byte {
	var length uint64
	check(binary.Read(c.preimages, binary.BigEndian, &length))
	preimage := make([]byte, length)
	_, err := io.ReadFull(c.preimages, preimage)
	check(err)
	return preimage
}

func (c *client) local(index byte) []byte {
	hash := make([]byte, 32)
	hash[31] = index
	return c.get(typeLocal, hash)
}

func main() {
	surroundings()
	c := open(false)
	keys := [][]byte{c.local(1), c.local(2), c.local(3), c.local(4)}
	rounds := int(binary.BigEndian.Uint64(c.local(5)))
	kinds := []byte{typeKeccak, typeSHA256, typePrecompile, typeBlob}
	sums := make([][32]byte, len(keys))
	for i, key := range keys {
		preimage := c.get(kinds[i], key)
		sums[i] = sha256.Sum256(preimage)
		fmt.Printf("type %d: %d bytes, %x\n", kinds[i], len(preimage), sums[i])
	}

	// Polled: who reads waits until another goroutine has written a key.
	c = open(true)
	answers := make(chan []byte)
	go func() {
		for {
			answers <- c.read()
		}
	}()
	var group sync.WaitGroup
	var mutex sync.Mutex
	same := 0
	for n := 0; n < rounds; n++ {
		group.Add(1)
		go func(n int) {
			defer group.Done()
			i := n % len(keys)
			time.Sleep(time.Duration(n%7) * time.Millisecond)
			mutex.Lock()
			defer mutex.Unlock()
			key := append([]byte{kinds[i]}, keys[i][1:]...)
			c.hint(fmt.Sprintf("again %x", key))
			_, err := c.keys.Write(key)
			check(err)
			if sha256.Sum256(<-answers) == sums[i] {
				same++
			}
		}(n)
	}
	group.Wait()
	fmt.Println("again:", same, "of", rounds)
}

// Everything that a program can see without the oracle.
func surroundings() {
	stdin, err := io.ReadAll(os.Stdin)
	fmt.Println("stdin:", len(stdin), err)
	for _, name := range []string{"/dev/stdin", "/dev/fd/0"} {
		data, err := os.ReadFile(name)
		fmt.Println(name, len(data), err)
	}
	random := make([]byte, 16)
	_, err = rand.Read(random)
	check(err)
	fmt.Printf("%q %q %x\n", os.Args, os.Environ(), random)
	fmt.Println(time.Now().UTC().Format(time.RFC3339Nano), os.Getpid(), bytes.Count(random, nil))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
