// Signals as the Go runtime delivers them, panics, exit codes, the environment of a process.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

type payload struct{ a, b int }

func main() {
	c := make(chan os.Signal, 4)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGTERM)
	syscall.Kill(syscall.Getpid(), syscall.SIGUSR1)
	fmt.Println("got", <-c)
	syscall.Kill(syscall.Getpid(), syscall.SIGTERM)
	fmt.Println("got", <-c)

	func() {
		defer func() {
			err := recover().(runtime.Error)
			fmt.Println("recovered:", err, strings.Contains(string(debug.Stack()), "main.main"))
		}()
		s := []int{1, 2, 3}
		fmt.Println(s[len(os.Args)+5])
	}()

	func() {
		defer func() {
			err := recover().(runtime.Error)
			fmt.Println("recovered:", err)
		}()
		var p *payload
		fmt.Println(p.b)
	}()
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		var f func()
		f()
	}()

	var live []*payload
	for i := 0; i < 100000; i++ {
		p := &payload{i, -i}
		if i%100 == 0 {
			live = append(live, p)
		}
	}
	debug.FreeOSMemory()
	sum := 0
	for _, p := range live {
		sum += p.a + 2*p.b
	}
	fmt.Println("live", len(live), sum)

	t := time.NewTicker(time.Millisecond)
	for i := 0; i < 5; i++ {
		<-t.C
	}
	t.Stop()
	done := make(chan bool)
	go func() {
		x := 0
		for time.Now().UnixNano()%2 < 2 && x < 300000 {
			x++
		}
		done <- true
	}()
	<-done
	fmt.Println("ticked")

	_, err := os.ReadFile("/etc/hostname-that-is-not")
	fmt.Println(errors.Is(err, os.ErrNotExist), len(os.Args), runtime.NumCPU() > 0)
	if len(os.Args) > 1 {
		panic("as asked")
	}
	os.Exit(9)
}
