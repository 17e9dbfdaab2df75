package main

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// Static machines (protocol.md §8) and final proofs (§14), also those for L1 (§15).

// bundlePlaces is how many roots a bundle puts under one.
const bundlePlaces = 4

// What a statement is of.
const (
	kindOfRun   = 3
	kindOfFinal = 6
)

// isStatic says whether nothing of a proof's shape is the prover's choice.
func (m *machine) isStatic() bool {
	for i := range m.tables {
		t := &m.tables[i]
		if t.presence != everyShard || t.fixedHeight < 0 && t.committed[columnPreprocessed] == 0 || t.committed[columnBoundary] > 0 || t.scopes[1] > 0 {
			return false
		}
	}
	return true
}

// staticLayout is what the key alone implies.
func staticLayout(m *machine, k *verifyingKey) *layout {
	require(k.height+m.layer.rate <= 24, "2^%d rows are too many", k.height)
	l := &layout{rows: make([]int, len(m.positions)), logs: make([]int, len(m.positions))}
	var cells [3]uint64
	messages := uint64(0)
	for q := range m.positions {
		p := &m.positions[q]
		rows := 0
		if p.keyNumber >= 0 {
			rows = k.rows[p.keyNumber]
		} else {
			rows = 1 << p.fixedHeight
		}
		l.rows[q], l.logs[q] = rows, logHeight(rows)
		if rows == 0 {
			continue
		}
		for kind := range cells {
			cells[kind] += uint64(p.committed[kind]) << l.logs[q]
		}
		messages += uint64(p.scopes[0]) << l.logs[q]
	}
	for kind := range cells {
		l.widths[kind] = int((cells[kind] + 1<<k.height - 1) >> k.height)
	}
	require(l.widths[columnPreprocessed] == k.width, "verifying key: a preprocessed width of %d, the least is %d", k.width, l.widths[columnPreprocessed])
	total := l.widths[columnMain] + k.width
	require(l.widths[columnMain] > 0 && total <= 1<<(maxVariables-k.height), "%d columns", total)
	l.leafBits = k.height + 1
	for messages > 1<<(l.leafBits-1) {
		l.leafBits++
	}
	require(l.leafBits <= maxLeafBits, "2^%d leaves", l.leafBits)
	require(m.items<<(k.height-minLog) < 1<<30, "%d columns and interactions are too many for 2^%d rows", m.items, k.height)
	l.stackBits = ceilLog2(uint64(total))
	l.placeColumns(m, k)
	l.placeLeaves(m)
	return l
}

// claim is what a final proof says of one run.
type claim struct {
	statement
	key  Digest
	hash Digest
}

func (r *reader) claim() (c claim) {
	c.key = r.digest()
	elements := append([]Fp{kindOfRun}, c.key[:]...)
	limb := func(limit int) uint32 {
		e := r.count(limit, "part of a claim")
		elements = append(elements, Fp(e))
		return uint32(e)
	}
	c.outcome = limb(0xFFFF) | limb(0xFFFF)<<16
	c.present = true
	for i := 0; i < digestWords; i++ {
		flag, word := limb(1), limb(0xFFFF)|limb(0xFFFF)<<16
		require(flag == 1 || word == 0, "final proof: digest word %d without its flag", i)
		c.present = c.present && flag == 1
		binary.BigEndian.PutUint32(c.digest[4*i:], word)
	}
	c.hash = hashElements(elements)
	return c
}

// claimsRoot puts digests under one root, a bundle's places at a time, level by level; one that is left alone goes up as it is.
func claimsRoot(level []Digest) Digest {
	for len(level) > 1 {
		var next []Digest
		for i := 0; i < len(level); i += bundlePlaces {
			group := level[i:]
			if len(group) > bundlePlaces {
				group = group[:bundlePlaces]
			}
			if len(group) == 1 {
				next = append(next, group[0])
				continue
			}
			tree := make([]Digest, bundlePlaces)
			copy(tree, group)
			for ; len(tree) > 1; tree = tree[:len(tree)/2] {
				for j := range tree[:len(tree)/2] {
					tree[j] = compress(tree[2*j], tree[2*j+1])
				}
			}
			next = append(next, tree[0])
		}
		level = next
	}
	return level[0]
}

// verifyFinal checks a final proof for the last key and returns the claims that it proves.
func verifyFinal(m *machine, key, data []byte) (claims []claim, err error) {
	defer catch(&err)
	require(m.isStatic(), "machine %s is not static", m.name)
	k := readKey(key, m)
	require(len(k.messages) == 0 && k.pc == 0 && k.npc == 0, "verifying key: it is that of a program")
	r := newReader("final proof", data)
	kind := uint32(kindFinal)
	if m.layer.keccak {
		kind = kindL1
	}
	r.header(kind)
	require(r.digest() == k.digest, "final proof: it is for other recursion keys")
	n := r.count(1<<20, "runs")
	require(n > 0, "final proof: no runs")
	hashes := make([]Digest, n)
	for i := range hashes {
		claims = append(claims, r.claim())
		hashes[i] = claims[i].hash
	}
	root := claimsRoot(hashes)
	public := hashElements(append(append([]Fp{kindOfFinal}, root[:]...), Fp(n)))
	require(m.public == digestLength, "machine %s has %d public values", m.name, m.public)
	r.keccak = m.layer.keccak
	verifyShard(r, m, k, &shardHead{layout: staticLayout(m, k), public: public[:]}, challenges{}, Digest{})
	r.end()
	return claims, nil
}

func describeClaims(claims []claim) string {
	var b strings.Builder
	fmt.Fprintf(&b, "valid: %d run(s)", len(claims))
	for i := range claims {
		c := &claims[i]
		digest := "no output digest"
		if c.present {
			digest = fmt.Sprintf("output digest %x", c.digest)
		}
		fmt.Fprintf(&b, "\n%s; %s; key %s", end(c.outcome), digest, c.key.hex())
	}
	return b.String()
}

// hex is how a digest is written: the bytes of its elements.
func (d Digest) hex() string {
	var b []byte
	for _, e := range d {
		b = binary.LittleEndian.AppendUint32(b, uint32(e))
	}
	return fmt.Sprintf("%x", b)
}
