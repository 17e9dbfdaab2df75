// A second verifier of Zkfp proofs, after the documents (docs/protocol.md; docs/soundness.md for the security floor); its first form was
// written without sight of the first verifier. It knows no machine: tables and buses come as a file, whose hash the verifying key names
// (`zkfp inspect PROOF --machine FILE`). Standard library only.
//
//	go build -o second-verifier . && ./second-verifier MACHINE VK PROOF
//
// prints the statement or the reason; exit code 0 valid, 1 invalid, 2 files. `second-verifier MACHINE -` reads pairs of verifying key and
// proof from standard input, each after its length in four bytes (little endian), and prints one line for each pair. `-layer shrink` or `-layer final`
// before them: what holds shard proofs is expected to hold proofs of that layer (protocol.md §13).
//
// `second-verifier -final MACHINE KEY PROOF` verifies a final proof (protocol.md §14) for the last key of the recursion circuits, and prints the runs that it
// proves (machine and key: `zkfp inspect PROOF --machine FILE --last-key FILE`, from a zkfp that is trusted). `-l1` in its place: a final proof for L1 (§15).
// Of either, `second-verifier -final MACHINE -` reads pairs of last key and proof as above; what it proves is one line, its parts between bars.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"
)

// verify checks a proof for a key, both as bytes.
func verify(m *machine, key, proof []byte) (s *statement, err error) {
	defer catch(&err)
	return verifyFile(proof, m, readKey(key, m)), nil
}

func describe(s *statement, err error) string {
	if err != nil {
		return "invalid: " + err.Error()
	}
	return "valid: " + s.String()
}

func loadMachine(path string) (m *machine, err error) {
	defer catch(&err)
	return readMachine(readFile(path)), nil
}

// stream answers each pair of key and proof with a line.
func stream(in io.Reader, answer func(key, proof []byte) string) error {
	buffered := bufio.NewReader(in)
	for {
		var pair [2][]byte
		for i := range pair {
			var length uint32
			if err := binary.Read(buffered, binary.LittleEndian, &length); err == io.EOF && i == 0 {
				return nil
			} else if err != nil {
				return err
			}
			pair[i] = make([]byte, length)
			if _, err := io.ReadFull(buffered, pair[i]); err != nil {
				return err
			}
		}
		fmt.Println(answer(pair[0], pair[1]))
	}
}

func readFile(path string) []byte {
	data, err := os.ReadFile(path)
	check(err)
	return data
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func main() {
	arguments, name := os.Args[1:], "shard"
	if len(arguments) > 2 && (arguments[0] == "-final" || arguments[0] == "-l1") {
		m, err := loadMachine(arguments[1])
		check(err)
		m.layer = layers[arguments[0][1:]]
		if len(arguments) == 3 && arguments[2] == "-" {
			check(stream(os.Stdin, func(key, proof []byte) string {
				claims, err := verifyFinal(m, key, proof)
				if err != nil {
					return "invalid: " + err.Error()
				}
				return strings.ReplaceAll(describeClaims(claims), "\n", " | ")
			}))
			return
		}
		if len(arguments) != 4 {
			check(fmt.Errorf("usage: second-verifier %s MACHINE KEY PROOF, or second-verifier %s MACHINE -", arguments[0], arguments[0]))
		}
		claims, err := verifyFinal(m, readFile(arguments[2]), readFile(arguments[3]))
		if err != nil {
			fmt.Println("invalid: " + err.Error())
			os.Exit(1)
		}
		fmt.Println(describeClaims(claims))
		return
	}
	if len(arguments) > 2 && arguments[0] == "-layer" {
		arguments, name = arguments[2:], arguments[1]
	}
	if len(arguments) != 3 && !(len(arguments) == 2 && arguments[1] == "-") {
		check(fmt.Errorf("usage: second-verifier MACHINE VK PROOF, or second-verifier MACHINE -"))
	}
	m, err := loadMachine(arguments[0])
	check(err)
	if m.layer = layers[name]; m.layer == nil {
		check(fmt.Errorf("no layer %s", name))
	}
	if len(arguments) == 2 {
		check(stream(os.Stdin, func(key, proof []byte) string { return describe(verify(m, key, proof)) }))
		return
	}
	s, err := verify(m, readFile(arguments[1]), readFile(arguments[2]))
	fmt.Println(describe(s, err))
	if err != nil {
		os.Exit(1)
	}
}
