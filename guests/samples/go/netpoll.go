// What waits in the Go runtime's poller: pipes between goroutines, deadlines, timers, and the files of a process.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	r, w, err := os.Pipe()
	check(err)
	sums := make(chan int)
	go func() { // more than the pipe holds: the writer waits
		total, buf := 0, make([]byte, 3000)
		for {
			n, err := r.Read(buf)
			for _, b := range buf[:n] {
				total = total*31 + int(b)
			}
			if err != nil {
				fmt.Println("reader:", err)
				break
			}
		}
		sums <- total
	}()
	data := make([]byte, 300000)
	want := 0
	for i := range data {
		data[i] = byte(i * 7 >> 3)
		want = want*31 + int(data[i])
	}
	n, err := w.Write(data)
	fmt.Println("written", n, err)
	w.Close()
	fmt.Println("arrived", <-sums == want)

	r, w, err = os.Pipe()
	check(err)
	check(r.SetReadDeadline(time.Now().Add(3 * time.Millisecond)))
	_, err = r.Read(data)
	fmt.Println("deadline:", errors.Is(err, os.ErrDeadlineExceeded))
	check(r.SetReadDeadline(time.Time{}))
	go func() {
		time.Sleep(2 * time.Millisecond)
		fmt.Fprintln(w, "late")
	}()
	line, err := bufio.NewReader(r).ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	check(w.SetWriteDeadline(time.Now().Add(200 * time.Millisecond)))
	n, err = w.Write(data)
	fmt.Println("full:", n, errors.Is(err, os.ErrDeadlineExceeded))
	go func() {
		time.Sleep(time.Millisecond)
		r.Close()
	}()
	check(w.SetWriteDeadline(time.Time{}))
	_, err = w.Write(data)
	fmt.Println("reader gone:", errors.Is(err, syscall.EPIPE))

	var group sync.WaitGroup
	var mutex sync.Mutex
	var got []int
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	for i := 0; i < 24; i++ {
		a, b, err := os.Pipe()
		check(err)
		group.Add(1)
		go func(i int) {
			defer group.Done()
			one := make([]byte, 1)
			_, err := io.ReadFull(a, one)
			check(err)
			mutex.Lock()
			got = append(got, int(one[0]))
			mutex.Unlock()
			a.Close()
		}(i)
		go func(i int) {
			time.Sleep(time.Duration(24-i) * 200 * time.Microsecond)
			b.Write([]byte{byte(i)})
			b.Close()
		}(i)
	}
	group.Wait()
	sort.Ints(got)
	fmt.Println(got)
	<-ctx.Done()
	cancel()
	fmt.Println(ctx.Err())

	ticker := time.NewTicker(2 * time.Millisecond)
	for ticks := 0; ticks < 3; ticks++ {
		select {
		case <-ticker.C:
		case <-time.After(time.Minute):
			fmt.Println("no tick")
		}
	}
	ticker.Stop()
	fired := make(chan bool, 1)
	time.AfterFunc(time.Millisecond, func() { fired <- true })
	fmt.Println("fired", <-fired)

	scanner := bufio.NewScanner(os.Stdin)
	lines := 0
	for scanner.Scan() {
		lines += strings.Count(scanner.Text(), "")
	}
	fmt.Println("stdin", lines, scanner.Err())
	_, err = os.ReadFile("/etc/hostname-that-is-not-there")
	fmt.Println(errors.Is(err, os.ErrNotExist))
	null, err := os.OpenFile("/dev/null", os.O_RDWR, 0)
	check(err)
	fmt.Fprintln(null, "nothing")
	n, err = null.Read(data)
	fmt.Println("null", n, err)
	defer func() {
		fmt.Println("recovered:", recover())
		os.Exit(17)
	}()
	fmt.Println(1 / (len(os.Args) - 1 - len(os.Args[1:])))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
