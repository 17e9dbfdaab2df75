// Prints the SHA-256 of standard input as sha256sum does.
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
)

func main() {
	h := sha256.New()
	if _, err := io.Copy(h, os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "sha256sum:", err)
		os.Exit(1)
	}
	fmt.Printf("%x  -\n", h.Sum(nil))
}
