// Garbage collection, maps, goroutines, channels, a mutex, a sleep and a timeout: what the runtime needs threads for.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"sync"
	"time"
)

type node struct {
	left, right *node
	key         int
}

func build(depth, key int) *node {
	if depth == 0 {
		return &node{key: key}
	}
	return &node{build(depth-1, 2*key), build(depth-1, 2*key+1), key}
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.key + n.left.sum() + n.right.sum()
}

func main() {
	total := 0
	for i := 0; i < 20; i++ {
		total += build(12, i).sum()
	}
	fmt.Println("trees", total)
	runtime.GC()

	m := map[string]int{}
	for i := 0; i < 5000; i++ {
		m[fmt.Sprintf("key%d", i*7919%5000)] += i
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Println("map", len(m), keys[0], keys[len(keys)-1], m["key42"])

	var wg sync.WaitGroup
	var mu sync.Mutex
	count := 0
	results := make(chan int, 4)
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			for j := 0; j < 20; j++ {
				mu.Lock()
				count++
				mu.Unlock()
				runtime.Gosched()
			}
			results <- i * i
		}(i)
	}
	go func() { wg.Wait(); close(results) }()
	squares := 0
	for r := range results {
		squares += r
	}
	fmt.Println("goroutines", count, squares)

	start := time.Now()
	time.Sleep(3 * time.Millisecond)
	fmt.Println("slept", time.Since(start) >= 3*time.Millisecond)
	select {
	case <-make(chan int):
	case <-time.After(2 * time.Millisecond):
		fmt.Println("timeout")
	}
	r, w, err := os.Pipe()
	if err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	go func() { fmt.Fprint(w, "through a pipe"); w.Close() }()
	buf := make([]byte, 64)
	n, _ := r.Read(buf)
	fmt.Println(string(buf[:n]))
	defer func() {
		fmt.Println("recovered:", recover())
		_, err := os.Open("/no/such/file")
		fmt.Println(err)
		os.Exit(7)
	}()
	zero := 0
	fmt.Println(1 / zero)
}
