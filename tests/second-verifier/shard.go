package main

// One shard proof, protocol.md §8 steps 1 to 6.

const alphas = maxFields + 1

// shardHead is what §7 needs of a shard before any challenge is drawn.
type shardHead struct {
	layout   *layout
	public   []Fp
	boundary Digest
	body     int // word at which the rest of the shard proof begins
	end      int
}

// powFor is g(L): the proof of work that makes up for L messages.
func powFor(messages uint64) int {
	g := 0
	for messages > 128750250<<g {
		g++
	}
	return g
}

func readHead(r *reader, m *machine, k *verifyingKey, last bool) *shardHead {
	s := &shardHead{layout: readLayout(r, m, k, last)}
	s.public = r.elements(m.public)
	s.boundary = r.digest()
	require(s.layout.widths[columnBoundary] > 0 || s.boundary == Digest{}, "a boundary root without boundary columns")
	return s
}

// boundaryLeaf is the shard's leaf in the tree of Γ.
func (s *shardHead) boundaryLeaf(m *machine) Digest {
	e := append(append([]Fp{}, s.boundary[:]...), Fp(s.layout.widths[columnBoundary]))
	for q := range m.positions {
		if m.positions[q].committed[columnBoundary] > 0 {
			e = append(e, Fp(s.layout.rows[q]))
		}
	}
	return hashElements(append(e, s.public...))
}

type shardVerifier struct {
	*shardHead
	r      *reader
	t      *transcript
	m      *machine
	k      *verifyingKey
	scopes [2]challenges // local, global
	point  []Ext         // ζ, later r

	outside []outside // of the committed columns
}

// verifyShard checks a shard proof, whose head is read already, and returns its sum of global messages.
func verifyShard(r *reader, m *machine, k *verifyingKey, head *shardHead, global challenges, seed Digest) fraction {
	l := head.layout
	v := &shardVerifier{shardHead: head, r: r, t: newTranscript(m.domain(), m.layer.keccak), m: m, k: k}
	t := v.t
	t.observe(k.digest[:]...)
	if m.static {
		t.observe(head.public...)
	} else {
		t.observe(Fp(l.widths[columnMain]), Fp(l.widths[columnBoundary]), Fp(l.leafBits))
		t.observe(head.public...)
		for _, rows := range l.rows {
			t.observe(Fp(rows))
		}
		t.observe(seed[:]...)
		t.observe(head.boundary[:]...)
	}
	main := r.digest()
	t.observeRoot(main)
	v.outside = v.readOutside(l.stackBits + k.height)

	messages := 1<<(l.leafBits-1) + uint64(len(m.publicMessages.interactions))
	t.grind(powFor(messages), r.element(), "local challenges")
	v.scopes = [2]challenges{{t.sample(), t.sampleMany(alphas)}, global}

	n, d, sum := v.gkr()
	evaluations := v.zerocheck(n, d)
	v.whir(main, evaluations)
	m.requireSecurity(l, k.height, messages)
	return sum
}

// publicMessages is the sum of the fractions that the public values send.
func (v *shardVerifier) publicMessages() fraction {
	t := &v.m.publicMessages
	values := t.evaluate(nil, v.public)
	sum := fraction{d: one}
	for i := range t.interactions {
		j := &t.interactions[i]
		sum = sum.add(fraction{values[j.multiplicity], v.scopes[0].ofNodes(j, values)})
	}
	return sum
}

// weightedRound is one round of the weighted sumcheck of the given degree.
func (v *shardVerifier) weightedRound(claim *Ext, z Ext, degree int) Ext {
	sent := v.r.exts(degree)
	var sum Ext
	for _, c := range sent {
		sum = sum.add(c)
	}
	v.t.observeExt(sent...)
	r := v.t.sample()
	*claim = horner(append([]Ext{claim.sub(z.mul(sum))}, sent...), r)
	return r
}

// gkr is step 4: it returns the claims N and D at v.point and the global sum.
func (v *shardVerifier) gkr() (n, d Ext, global fraction) {
	out := v.r.exts(4)
	v.t.observeExt(out...)
	local, global := fraction{out[0], out[1]}, fraction{out[2], out[3]}
	require(!local.d.isZero() && !global.d.isZero(), "GKR: a zero denominator")
	require(local.add(v.publicMessages()).vanishes(), "GKR: local messages do not balance")
	mu := v.t.sample()
	v.point = []Ext{mu}
	fold := func(a, b Ext) Ext { return a.add(mu.mul(b.sub(a))) }
	n, d = fold(local.n, global.n), fold(local.d, global.d)
	for k := 1; k < v.layout.leafBits; k++ {
		lambda := v.t.sample()
		claim := n.add(lambda.mul(d))
		r := make([]Ext, k, k+1)
		for i := range r {
			x := gkrCoordinate(k, i)
			r[x] = v.weightedRound(&claim, v.point[x], 2)
		}
		c := v.r.exts(4) // N₀, N₁, D₀, D₁
		v.t.observeExt(c...)
		require(claim == c[0].mul(c[3]).add(c[1].mul(c[2])).add(lambda.mul(c[2]).mul(c[3])), "GKR: layer %d does not fit the one above", k+1)
		mu = v.t.sample()
		v.point = append(r, mu)
		n, d = fold(c[0], c[1]), fold(c[2], c[3])
	}
	return n, d, global
}

// gkrCoordinate is the coordinate that round i of layer k binds: block numbers upwards from their least significant bit, then what is within a block of 256
// nodes, then the scope.
func gkrCoordinate(k, i int) int {
	blocks := k - 1 - 8
	switch {
	case i == k-1:
		return 0
	case i < blocks:
		return blocks - i
	default:
		return i + 1
	}
}

// zerocheck is steps 5 and 6. It leaves r in v.point and returns the evaluations of the committed columns.
func (v *shardVerifier) zerocheck(n, d Ext) []Ext {
	l := v.layout
	beta := v.t.sample()
	covered := Ext{} // Σ e
	weights := make([][]Ext, len(v.m.positions))
	for q, log := range l.logs {
		if log < 0 {
			continue
		}
		next := l.starts[q]
		for _, x := range v.m.positions[q].interactions {
			e := eqIndex(v.point[:l.leafBits-log], next[x.scope]>>log)
			next[x.scope] += 1 << log
			weights[q] = append(weights[q], e)
			covered = covered.add(e)
		}
	}
	claim := n.add(beta.mul(d.sub(one.sub(covered))))
	z := suffix(v.point, v.k.height)
	r := make([]Ext, v.k.height)
	for i := range r {
		r[i] = v.weightedRound(&claim, z[i], 3)
	}
	v.point = r

	var evaluations []Ext
	var sum Ext
	power := beta.mul(beta)
	for q, log := range l.logs {
		t := v.m.positions[q].table
		if log < 0 { // absent: zeros, and powers of β that nothing is multiplied by
			evaluations = append(evaluations, make([]Ext, t.committedColumns())...)
			for range t.constraints {
				power = power.mul(beta)
			}
			continue
		}
		own := suffix(r, log)
		columns := make([]Ext, len(t.columns))
		for c, column := range t.columns {
			if column.kind == columnVirtual {
				columns[c] = column.virtual(own, l.rows[q])
				continue
			}
			columns[c] = v.r.ext()
			evaluations = append(evaluations, columns[c])
		}
		values := t.evaluate(columns, v.public)
		for j := range t.interactions {
			x := &t.interactions[j]
			term := values[x.multiplicity].add(beta.mul(v.scopes[x.scope].ofNodes(x, values)))
			sum = sum.add(weights[q][j].mul(term))
		}
		for _, c := range t.constraints {
			sum = sum.add(power.mul(values[c]))
			power = power.mul(beta)
		}
	}
	require(sum == claim, "zerocheck: the tables do not hold at the random point")
	v.t.observeExt(evaluations...)
	return evaluations
}
