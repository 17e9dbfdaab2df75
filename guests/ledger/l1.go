package main

import "strconv"

// What a block of L1 is to a ledger. A header, a node of a trie: found by its hash, so what cannot be read is not L1's.
type header struct {
	hash, parent, transactionsRoot [32]byte
	number                         uint64
}

func readHeader(from source, hash [32]byte) header {
	fields := fields(from.keccak("l1-block-header", hash))
	if len(fields) < 15 {
		panic(malformed("a header of " + strconv.Itoa(len(fields)) + " fields"))
	}
	return header{hash, fields[0].hash(), fields[4].hash(), fields[8].number()}
}

// The L1 blocks after the one with this number and hash that lead to the head, oldest first, at most so many of them.
// False: the head does not lead back to it.
func readHeaders(from source, head [32]byte, number uint64, hash [32]byte, most uint64) ([]header, bool) {
	var newest []header
	for {
		h := readHeader(from, head)
		if h.number <= number {
			return nil, h.hash == hash // the head itself, or one before it
		}
		if h.number-number <= most {
			newest = append(newest, h)
		}
		if h.number == number+1 {
			for i, j := 0, len(newest)-1; i < j; i, j = i+1, j-1 {
				newest[i], newest[j] = newest[j], newest[i]
			}
			return newest, h.parent == hash
		}
		head = h.parent
	}
}

// The transactions of a block in their order, as they stand in its trie.
func readTransactions(from source, root [32]byte) [][]byte {
	if root == keccak256([]byte{0x80}) {
		return nil
	}
	found := map[uint64][]byte{}
	walk(item{false, root[:]}, nil, func(hash [32]byte) []byte { return from.keccak("l1-transactions", hash) }, func(path []byte, value []byte) {
		if len(path)%2 != 0 {
			panic(malformed("a key of half a byte"))
		}
		key := make([]byte, len(path)/2)
		for i := range key {
			key[i] = path[2*i]<<4 | path[2*i+1]
		}
		index, rest := next(key)
		if len(rest) != 0 {
			panic(malformed("a key that is no number"))
		}
		found[index.number()] = value
	})
	list := make([][]byte, len(found))
	for i := range list {
		value, ok := found[uint64(i)]
		if !ok {
			panic(malformed("a block without transaction " + strconv.Itoa(i)))
		}
		list[i] = value
	}
	return list
}

// Visits every value below a reference: a hash, or a node that is shorter than one.
func walk(at item, path []byte, get func([32]byte) []byte, visit func(path []byte, value []byte)) {
	node := at.content
	if !at.list {
		i, rest := next(get(at.hash()))
		if !i.list || len(rest) != 0 {
			panic(malformed("a node of a trie that is no list"))
		}
		node = i.content
	}
	parts := split(node)
	switch len(parts) {
	case 17:
		for i, child := range parts[:16] {
			if child.list || len(child.content) != 0 {
				walk(child, append(path[:len(path):len(path)], byte(i)), get, visit)
			}
		}
		if len(parts[16].content) != 0 {
			visit(path, parts[16].content)
		}
	case 2:
		short := parts[0].content
		if parts[0].list || len(short) == 0 || short[0] > 0x3f {
			panic(malformed("a node of a trie without a path"))
		}
		path = path[:len(path):len(path)]
		if short[0]&0x10 != 0 {
			path = append(path, short[0]&0x0f)
		}
		for _, b := range short[1:] {
			path = append(path, b>>4, b&0x0f)
		}
		if len(path) > 64 {
			panic(malformed("a path that is too long"))
		}
		if short[0]&0x20 != 0 {
			visit(path, parts[1].content)
		} else {
			walk(parts[1], path, get, visit)
		}
	default:
		panic(malformed("a node of a trie with " + strconv.Itoa(len(parts)) + " items"))
	}
}

// The receiver and the data of a transaction; false for one that creates a contract, and for kinds that came later than this program.
func callOf(transaction []byte) (to [20]byte, data []byte, ok bool) {
	if len(transaction) == 0 {
		return
	}
	place := 3 // legacy: nonce, gas price, gas, to, value, data
	switch kind := transaction[0]; {
	case kind >= 0xc0:
	case kind == 1: // chain id before them
		place = 4
	case kind >= 2 && kind <= 4: // and two fees for a price
		place = 5
	default:
		return
	}
	if transaction[0] < 0xc0 {
		transaction = transaction[1:]
	}
	parts := fields(transaction)
	if len(parts) < place+3 || len(parts[place].content) != len(to) {
		return
	}
	copy(to[:], parts[place].content)
	return to, parts[place+2].content, true
}

// An item of RLP (Yellow Paper, appendix B).
type item struct {
	list    bool
	content []byte
}

func (i item) hash() (h [32]byte) {
	if i.list || len(i.content) != len(h) {
		panic(malformed("something else where a hash must be"))
	}
	copy(h[:], i.content)
	return
}

func (i item) number() (n uint64) {
	if i.list || len(i.content) > 8 || len(i.content) > 0 && i.content[0] == 0 {
		panic(malformed("something else where a number must be"))
	}
	for _, b := range i.content {
		n = n<<8 | uint64(b)
	}
	return
}

// The items of a list that is all of the bytes.
func fields(b []byte) []item {
	list, rest := next(b)
	if !list.list || len(rest) != 0 {
		panic(malformed("no list, or something behind it"))
	}
	return split(list.content)
}

func split(b []byte) (items []item) {
	for len(b) > 0 {
		var i item
		i, b = next(b)
		items = append(items, i)
	}
	return
}

// The first item, and what follows it.
func next(b []byte) (item, []byte) {
	if len(b) == 0 {
		panic(malformed("nothing where an item must be"))
	}
	first := b[0]
	if first < 0x80 {
		return item{false, b[:1]}, b[1:]
	}
	list, length := first >= 0xc0, uint64(first&0x3f)
	b = b[1:]
	if length > 55 {
		size := int(length - 55)
		if size > len(b) || b[0] == 0 {
			panic(malformed("an item without a length"))
		}
		length = 0
		for _, digit := range b[:size] {
			length = length<<8 | uint64(digit)
		}
		b = b[size:]
	}
	if length > uint64(len(b)) {
		panic(malformed("an item that is longer than what it is in"))
	}
	return item{list, b[:length]}, b[length:]
}
