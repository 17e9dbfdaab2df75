package main

import "sort"

// Shapes and where columns and leaves lie, protocol.md §5.

// fragment is 2^log rows of a table.
type fragment struct {
	table    *table
	index    int // of the table
	position int // in the table's list
	log      int
}

func canonicallyBefore(a, b fragment) bool {
	if a.log != b.log {
		return a.log > b.log
	}
	if a.index != b.index {
		return a.index < b.index
	}
	return a.position < b.position
}

// place names a committed column.
type place struct{ table, position, column int }

type layout struct {
	fragments []fragment       // canonical order
	widths    [3]int           // main, boundary, preprocessed
	slots     map[place]uint64 // cell of the stacked polynomial where a column begins
	stackBits int              // w
	starts    [][2]uint64      // per fragment, where its local and its global leaves begin
	cells     [2]uint64        // local and global leaves
	leafBits  int              // m
	tallest   int              // the largest log height
}

// readShape reads a shard's shape and checks it against machine and key.
func readShape(r *reader, m *machine, k *verifyingKey, last bool) (lists [][]int) {
	lists = make([][]int, len(m.tables))
	for i := range m.tables {
		t := &m.tables[i]
		list := make([]int, r.count(64, "fragments"))
		for j := range list {
			list[j] = r.count(k.height, "log height")
			require(list[j] >= 8, "table %s: fragment of log height %d", t.name, list[j])
			require(j == 0 || list[j] <= list[j-1], "table %s: fragments not in descending order", t.name)
		}
		lists[i] = list
		var expected []int
		switch {
		case t.presence == optional:
			continue
		case t.presence == lastShard && !last:
		case t.committed[columnPreprocessed] > 0:
			for _, f := range k.preprocessed {
				if f.index == i {
					expected = append(expected, f.log)
				}
			}
		default:
			expected = []int{t.fixedHeight}
		}
		require(len(list) == len(expected), "table %s: %d fragments, expected %d", t.name, len(list), len(expected))
		for j := range list {
			require(list[j] == expected[j], "table %s: fragment of log height %d, expected %d", t.name, list[j], expected[j])
		}
	}
	return lists
}

func newLayout(m *machine, k *verifyingKey, lists [][]int) *layout {
	l := &layout{slots: map[place]uint64{}}
	for i, list := range lists {
		for j, log := range list {
			l.fragments = append(l.fragments, fragment{&m.tables[i], i, j, log})
		}
	}
	require(len(l.fragments) > 0, "a shard without tables")
	sort.Slice(l.fragments, func(a, b int) bool { return canonicallyBefore(l.fragments[a], l.fragments[b]) })
	l.tallest = l.fragments[0].log
	h := k.height
	first := uint64(0)
	for kind := columnMain; kind <= columnPreprocessed; kind++ {
		fragments := l.fragments
		if kind == columnPreprocessed {
			fragments = k.preprocessed
		}
		next := first << h
		for _, f := range fragments {
			for c := range f.table.columns {
				if f.table.columns[c].kind == kind {
					l.slots[place{f.index, f.position, c}] = next
					next += 1 << f.log
				}
			}
		}
		end := (next + 1<<h - 1) >> h
		l.widths[kind] = int(end - first)
		first = end
	}
	require(first <= 1<<14, "%d columns, at most 2^14 are allowed", first)
	require(l.widths[columnMain] > 0, "a shard without main columns")
	l.stackBits = ceilLog2(first)
	for _, f := range l.fragments {
		l.starts = append(l.starts, l.cells)
		for s := range l.cells {
			l.cells[s] += uint64(f.table.scopes[s]) << f.log
			require(l.cells[s] <= 1<<30, "more than 2^30 leaves")
		}
	}
	larger := l.cells[0]
	if l.cells[1] > larger {
		larger = l.cells[1]
	}
	l.leafBits = 1 + ceilLog2(larger)
	for i := range l.starts {
		l.starts[i][1] += 1 << (l.leafBits - 1)
	}
	require(l.leafBits > l.tallest, "fewer leaves than rows")
	return l
}
