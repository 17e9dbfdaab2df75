package main

import "sort"

// Row counts, classes, and where columns and leaves lie, protocol.md §5.

const (
	minLog       = 8
	maxVariables = 29 // of the stacked polynomial
	maxLeafBits  = 30
)

// layout is what class and row counts of a shard imply. Lists over positions are in position order.
type layout struct {
	widths    [3]int // main, boundary, preprocessed
	leafBits  int    // m
	stackBits int    // w
	rows      []int
	logs      []int       // log heights, −1 where absent
	slots     [][]uint64  // per column: the cell of the stacked polynomial where it begins
	starts    [][2]uint64 // where local and global leaves begin
	blocks    uint64      // global leaves given to interactions, in blocks of 2^8
}

// logHeight is −1 for no rows.
func logHeight(rows int) int {
	if rows == 0 {
		return -1
	}
	log := minLog
	for rows > 1<<log {
		log++
	}
	return log
}

// placementOrder lists the positions in use by descending log height, then number.
func placementOrder(logs []int) []int {
	var order []int
	for q, log := range logs {
		if log >= 0 {
			order = append(order, q)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return logs[order[a]] > logs[order[b]] })
	return order
}

// readLayout reads class and row counts and checks them against machine and key.
func readLayout(r *reader, m *machine, k *verifyingKey, last bool) *layout {
	require(k.height+m.layer.rate <= 24, "2^%d rows are too many", k.height)
	most := 1 << (maxVariables - k.height)
	l := &layout{widths: [3]int{r.count(most, "main width"), r.count(most, "boundary width"), k.width}, leafBits: r.count(maxLeafBits, "log leaves")}
	total := l.widths[0] + l.widths[1] + l.widths[2]
	require(l.widths[columnMain] > 0, "no main columns")
	require((l.widths[columnBoundary] > 0) == m.hasColumns(columnBoundary), "boundary width %d", l.widths[columnBoundary])
	require(total <= most, "%d columns, at most %d are allowed", total, most)
	require(l.leafBits > k.height, "2^%d leaves for 2^%d rows", l.leafBits, k.height)
	require(m.items<<(k.height-minLog) < 1<<30, "%d columns and interactions are too many for 2^%d rows", m.items, k.height)
	l.stackBits = ceilLog2(uint64(total))
	l.rows = make([]int, len(m.positions))
	l.logs = make([]int, len(m.positions))
	for q := range m.positions {
		p := &m.positions[q]
		rows := r.count(1<<k.height, "rows")
		l.rows[q], l.logs[q] = rows, logHeight(rows)
		switch {
		case p.presence == optional:
			require(p.place == 0 || l.logs[q] <= l.logs[q-1], "table %s: %d rows after %d", p.name, rows, l.rows[max(0, q-1)])
		case p.presence == lastShard && !last:
			require(rows == 0, "table %s: %d rows before the last shard", p.name, rows)
		case p.keyNumber >= 0:
			require(rows == k.rows[p.keyNumber], "table %s: %d rows, expected %d", p.name, rows, k.rows[p.keyNumber])
		default:
			require(rows == 1<<p.fixedHeight, "table %s: %d rows, expected 2^%d", p.name, rows, p.fixedHeight)
		}
	}
	l.placeColumns(m, k)
	l.placeLeaves(m)
	return l
}

func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}

func (l *layout) placeColumns(m *machine, k *verifyingKey) {
	l.slots = make([][]uint64, len(m.positions))
	for q := range m.positions {
		l.slots[q] = make([]uint64, len(m.positions[q].columns))
	}
	first := uint64(0)
	for kind := columnMain; kind <= columnPreprocessed; kind++ {
		logs := l.logs
		if kind == columnPreprocessed {
			logs = k.logs
		}
		next := first << k.height
		first += uint64(l.widths[kind])
		for _, q := range placementOrder(logs) {
			for c, column := range m.positions[q].columns {
				if column.kind == kind {
					l.slots[q][c] = next
					next += 1 << logs[q]
				}
			}
		}
		require(next <= first<<k.height, "columns of kind %d do not fit a width of %d", kind, l.widths[kind])
	}
}

func (l *layout) placeLeaves(m *machine) {
	room := uint64(1) << (l.leafBits - 1)
	next := [2]uint64{0, room}
	l.starts = make([][2]uint64, len(m.positions))
	for _, q := range placementOrder(l.logs) {
		l.starts[q] = next
		for s, interactions := range m.positions[q].scopes {
			next[s] += uint64(interactions) << l.logs[q]
		}
	}
	require(next[0] <= room && next[1] <= 2*room, "%d local and %d global leaves in 2^%d each", next[0], next[1]-room, l.leafBits-1)
	l.blocks = (next[1] - room) >> minLog
}
