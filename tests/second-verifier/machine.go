package main

// The machine (tables and buses as data) and a program's verifying key, protocol.md §10.

const maxFields = 102 // α₁ … α₁₀₂

// Presence of a table.
const (
	optional = iota
	everyShard
	lastShard
)

// Kinds of columns; the first three are also the order of the matrices.
const (
	columnMain = iota
	columnBoundary
	columnPreprocessed
	columnVirtual
)

// Functions of virtual columns.
const (
	virtualIndexBits = iota + 1
	virtualAndBits
	virtualActive
)

const (
	nodeConstant = iota
	nodeColumn
	nodePublic
	nodeAdd
	nodeSub
	nodeMul
)

type column struct{ kind, virtualKind, shift, shift2, bits int }

type node struct{ kind, a, b int }

type interaction struct {
	tag          Fp
	scope        int // 0 local, 1 global
	multiplicity int
	fields       []int
}

type table struct {
	name         string
	presence     int
	fixedHeight  int // log height, −1 when free
	places       int // number of positions
	columns      []column
	nodes        []node
	constraints  []int
	interactions []interaction
	committed    [3]int // columns of kind main, boundary, preprocessed
	scopes       [2]int // local and global interactions
}

// position is a place for an instance of a table in a shard.
type position struct {
	*table
	place     int // among the table's positions
	keyNumber int // among the positions with preprocessed columns, else −1
}

type machine struct {
	name      string
	public    int
	tables    []table
	positions []position
	// over all positions: committed columns, constraints, and columns with interactions
	evaluations, constraints, items uint64
	// messages of the public values; an interaction table without columns
	publicMessages table
	digest         Digest

	layer  *layer // of the proofs that are expected
	static bool
}

func readMachine(data []byte) *machine {
	r := newReader("machine", data)
	r.header(kindMachine)
	start := r.at
	m := &machine{name: r.text(), public: r.count(1<<16, "public values")}
	m.tables = make([]table, r.count(1<<12, "tables"))
	for i := range m.tables {
		t := r.table(m.public)
		free := t.fixedHeight < 0 && t.committed[columnPreprocessed] == 0
		require((t.presence == optional) == free, "machine: table %s: presence %d does not fit", t.name, t.presence)
		m.tables[i] = t
	}
	m.addPositions()
	m.publicMessages = r.table(m.public)
	require(len(m.publicMessages.columns) == 0, "machine: public messages with columns")
	require(len(m.publicMessages.constraints) == 0, "machine: public messages with constraints")
	require(m.publicMessages.scopes[1] == 0, "machine: global public messages are the key's")
	m.digest = hashElements(r.since(start))
	r.end()
	m.static = m.isStatic()
	return m
}

// domain is the transcript's domain string.
func (m *machine) domain() string {
	if m.static && m.layer == layers["shard"] {
		return "zkfp rec v3"
	}
	return m.layer.domain
}

func (m *machine) addPositions() {
	keyNumbers := 0
	for i := range m.tables {
		t := &m.tables[i]
		for place := 0; place < t.places; place++ {
			p := position{t, place, -1}
			if t.committed[columnPreprocessed] > 0 {
				p.keyNumber = keyNumbers
				keyNumbers++
			}
			m.positions = append(m.positions, p)
			m.evaluations += uint64(t.committedColumns())
			m.constraints += uint64(len(t.constraints))
			m.items += uint64(t.committedColumns() + len(t.interactions))
		}
	}
}

func (m *machine) hasColumns(kind int) bool {
	for i := range m.tables {
		if m.tables[i].committed[kind] > 0 {
			return true
		}
	}
	return false
}

func (r *reader) text() string {
	b := make([]byte, r.count(r.left(), "text length"))
	for i := range b {
		b[i] = byte(r.count(255, "text byte"))
	}
	return string(b)
}

func (r *reader) table(public int) table {
	t := table{name: r.text(), presence: r.count(lastShard, "presence"), fixedHeight: r.count(24, "fixed height") - 1, places: r.count(1<<12, "positions")}
	require(t.places > 0, "machine: table %s without positions", t.name)
	t.columns = make([]column, r.count(r.left(), "columns"))
	for i := range t.columns {
		c := column{r.count(columnVirtual, "column kind"), r.count(virtualActive, "virtual kind"), r.count(30, "shift"), r.count(30, "shift"), r.count(30, "bits")}
		require((c.kind == columnVirtual) == (c.virtualKind != 0), "machine: table %s column %d: kind %d with virtual kind %d", t.name, i, c.kind, c.virtualKind)
		t.columns[i] = c
		if c.kind != columnVirtual {
			t.committed[c.kind]++
		}
	}
	t.nodes = make([]node, r.count(r.left(), "nodes"))
	for i := range t.nodes {
		n := node{kind: r.count(nodeMul, "node kind")}
		limit := i - 1
		switch n.kind {
		case nodeConstant:
			limit = prime - 1
		case nodeColumn:
			limit = len(t.columns) - 1
		case nodePublic:
			limit = public - 1
		}
		n.a = r.count(limit, "operand A")
		if n.kind < nodeAdd {
			limit = 0
		}
		n.b = r.count(limit, "operand B")
		t.nodes[i] = n
	}
	last := len(t.nodes) - 1
	t.constraints = r.counts(r.left(), last, "constraint")
	t.interactions = make([]interaction, r.count(r.left(), "interactions"))
	for i := range t.interactions {
		tag, scope := r.element(), r.count(1, "scope")
		t.interactions[i] = interaction{tag, scope, r.count(last, "multiplicity"), r.counts(maxFields, last, "field")}
		t.scopes[scope]++
	}
	return t
}

func (t *table) committedColumns() int { return t.committed[0] + t.committed[1] + t.committed[2] }

// evaluate runs the straight-line program on the values of the columns.
func (t *table) evaluate(columns []Ext, public []Fp) []Ext {
	v := make([]Ext, len(t.nodes))
	for i, n := range t.nodes {
		switch n.kind {
		case nodeConstant:
			v[i] = lift(Fp(n.a))
		case nodeColumn:
			v[i] = columns[n.a]
		case nodePublic:
			v[i] = lift(public[n.a])
		case nodeAdd:
			v[i] = v[n.a].add(v[n.b])
		case nodeSub:
			v[i] = v[n.a].sub(v[n.b])
		case nodeMul:
			v[i] = v[n.a].mul(v[n.b])
		}
	}
	return v
}

// virtual evaluates a virtual column of a position with so many rows in use at the point r of the position's coordinates.
func (c column) virtual(r []Ext, rows int) Ext {
	bit := func(k int) Ext {
		require(k < len(r), "virtual column reads bit %d of %d", k, len(r))
		return r[len(r)-1-k]
	}
	if c.virtualKind == virtualActive { // index ≤ rows − 1, from the lowest bit up
		atMost := one
		for k := range r {
			b := bit(k)
			if (rows-1)>>k&1 == 1 {
				atMost = one.sub(b).add(b.mul(atMost))
			} else {
				atMost = one.sub(b).mul(atMost)
			}
		}
		return atMost
	}
	var sum Ext
	for i := 0; i < c.bits; i++ {
		b := bit(c.shift + i)
		if c.virtualKind == virtualAndBits {
			b = b.mul(bit(c.shift2 + i))
		}
		sum = sum.add(b.scale(1 << i))
	}
	return sum
}

// challenges are γ and α of one scope.
type challenges struct {
	gamma Ext
	alpha []Ext
}

func (c *challenges) fingerprint(tag Fp, fields []Ext) Ext {
	sum := c.gamma.add(c.alpha[0].scale(tag))
	for i, f := range fields {
		sum = sum.add(c.alpha[i+1].mul(f))
	}
	return sum
}

func (c *challenges) ofNodes(j *interaction, values []Ext) Ext {
	fields := make([]Ext, len(j.fields))
	for i, f := range j.fields {
		fields[i] = values[f]
	}
	return c.fingerprint(j.tag, fields)
}

// fraction is a sum of multiplicity / fingerprint terms.
type fraction struct{ n, d Ext }

func (f fraction) add(g fraction) fraction {
	return fraction{f.n.mul(g.d).add(g.n.mul(f.d)), f.d.mul(g.d)}
}

// vanishes reports whether the sum is defined and zero.
func (f fraction) vanishes() bool { return f.n.isZero() && !f.d.isZero() }

type globalMessage struct {
	push   bool
	tag    Fp
	fields []Ext
}

type verifyingKey struct {
	machine  Digest
	height   int // h
	width    int // of the preprocessed matrix
	pc, npc  Fp
	rows     []int // of the positions with preprocessed columns
	logs     []int // log heights of all positions, −1 where the key gives no rows
	root     Digest
	messages []globalMessage
	digest   Digest
	bytes    []byte
}

func (m *machine) hasGlobalBus(tag Fp, fields int) bool {
	for i := range m.tables {
		for _, j := range m.tables[i].interactions {
			if j.tag == tag && j.scope == 1 && len(j.fields) == fields {
				return true
			}
		}
	}
	return false
}

func readKey(data []byte, m *machine) *verifyingKey {
	r := newReader("verifying key", data)
	r.header(kindKey)
	k := &verifyingKey{machine: r.digest(), bytes: data}
	require(k.machine == m.digest, "verifying key: machine digest %v, the machine's is %v", k.machine, m.digest)
	k.height = r.count(23, "log height")
	require(k.height >= 8, "verifying key: log height %d below 8", k.height)
	k.width = r.count(1<<(maxVariables-k.height)-1, "preprocessed width")
	k.pc, k.npc = r.element(), r.element()
	require(k.pc < 1<<30 && k.npc < 1<<30, "verifying key: initial state (%d, %d)", k.pc, k.npc)
	k.readRows(r, m)
	k.root = r.digest()
	require((k.root == Digest{}) == (len(k.rows) == 0), "verifying key: preprocessed root %v", k.root)
	head := r.since(2)
	start := r.at
	for n := r.count(r.left(), "global messages"); n > 0; n-- {
		g := globalMessage{push: r.count(1, "push flag") == 1, tag: r.element()}
		for _, e := range r.elements(r.count(maxFields, "fields")) {
			g.fields = append(g.fields, lift(e))
		}
		require(m.hasGlobalBus(g.tag, len(g.fields)), "verifying key: a message that no global bus has")
		k.messages = append(k.messages, g)
	}
	messages := hashElements(r.since(start))
	k.digest = hashElements(append(head, messages[:]...))
	r.end()
	return k
}

// readRows reads the row counts of the positions with preprocessed columns.
func (k *verifyingKey) readRows(r *reader, m *machine) {
	for i := range m.tables {
		t := &m.tables[i]
		require(t.fixedHeight < 0 || t.fixedHeight >= minLog && t.fixedHeight <= k.height, "verifying key: table %s does not fit", t.name)
	}
	n, cells := r.count(r.left(), "preprocessed positions"), uint64(0)
	k.logs = make([]int, len(m.positions))
	for q := range m.positions {
		p := &m.positions[q]
		k.logs[q] = -1
		if p.keyNumber < 0 {
			continue
		}
		require(p.keyNumber < n, "verifying key: %d row counts are too few", n)
		rows := r.count(1<<k.height, "preprocessed rows")
		k.rows = append(k.rows, rows)
		k.logs[q] = logHeight(rows)
		require(p.fixedHeight < 0 || rows == 1<<p.fixedHeight, "verifying key: table %s has %d rows", p.name, rows)
		require(p.place > 0 || rows > 0, "verifying key: table %s has no rows", p.name)
		require(p.place == 0 || k.logs[q] <= k.logs[q-1], "verifying key: table %s: heights rise", p.name)
		if rows > 0 {
			cells += uint64(p.committed[columnPreprocessed]) << k.logs[q]
		}
	}
	require(n == len(k.rows), "verifying key: %d row counts, expected %d", n, len(k.rows))
	require((k.width == 0) == (n == 0), "verifying key: preprocessed width %d", k.width)
	require(cells <= uint64(k.width)<<k.height, "verifying key: a preprocessed width of %d is too small", k.width)
}
