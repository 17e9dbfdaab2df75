package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// The run proof and its statement, protocol.md §§7, 9 and 11.

// Places in a shard's public values.
const (
	valueIndex = iota
	valueStartPc
	valueStartNpc
	valueEndPc
	valueEndNpc
	valueEndTime
	valueHalted
	valueOutcome                    // low and high 16 bits
	valueCommits = valueOutcome + 2 // per digest word: flag, low, high 16 bits
	digestWords  = 8
	valueCount   = valueCommits + 3*digestWords
)

// statement is what a valid run proof says.
type statement struct {
	shards  int
	outcome uint32
	digest  [sha256.Size]byte
	present bool // all digest words were committed
}

func (s *statement) String() string {
	digest := "no output digest"
	if s.present {
		digest = fmt.Sprintf("output digest %x", s.digest)
	}
	return fmt.Sprintf("%s; %s; %d shard(s)", end(s.outcome), digest, s.shards)
}

func end(outcome uint32) string {
	switch {
	case outcome&^0xff00 == 0:
		return fmt.Sprintf("exit %d", outcome>>8)
	case outcome <= 0x7f:
		return fmt.Sprintf("signal %d", outcome)
	default:
		return fmt.Sprintf("unknown status 0x%08x", outcome)
	}
}

// skipShard advances the reader over the rest of a shard proof. Lengths after the head depend on queries only through openings, which
// say how long they are; verifyShard checks that they are right.
func skipShard(r *reader, m *machine, k *verifyingKey, l *layout) {
	skip := func(words int) {
		require(words <= r.left(), "%s: ends inside a shard proof", r.name)
		r.at += words
	}
	openings := func(trees int) {
		for ; trees > 0; trees-- {
			elements, digests := r.count(r.left(), "row elements"), r.count(r.left(), "digests")
			skip(elements)
			skip(digestLength * digests)
		}
	}
	one, nonces := 0, 0 // values outside the domain, nonces of a round of folding
	if m.layer.lists {
		one, nonces = 5, 1
	}
	skip(digestLength + one + 1 + 20)
	for layer := 1; layer < l.leafBits; layer++ {
		skip(10*layer + 20)
	}
	skip(15 * k.height)
	for q, log := range l.logs {
		if log >= 0 {
			skip(5 * m.positions[q].committedColumns())
		}
	}
	skip((10 + nonces) * l.stackBits)
	trees := 0
	for _, w := range l.widths {
		if w > 0 {
			trees++
		}
	}
	n := k.height
	for ; n > m.layer.final; n -= m.layer.fold {
		skip(digestLength + one + 1)
		openings(trees)
		skip((10 + nonces) * m.layer.fold)
		trees = 1
	}
	skip(5<<n + 1)
	openings(trees)
	skip(10 * n)
}

// verifyFile checks a run proof, alone or in a proof file (as `zkfp prove` writes it), for the given key.
func verifyFile(data []byte, m *machine, k *verifyingKey) *statement {
	r := newReader("proof", data)
	if r.peek(1) == kindFile {
		r.header(kindFile)
		require(r.word() == uint32(len(k.bytes)), "proof: the key in it has another length than the verifier's")
		for i := 0; i < len(k.bytes); i += 4 {
			r.expect(binary.LittleEndian.Uint32(k.bytes[i:]), "verifying key")
		}
	}
	r.header(kindRun)
	return verifyRun(r, m, k)
}

func verifyRun(r *reader, m *machine, k *verifyingKey) *statement {
	require(!m.static, "machine %s has no runs", m.name)
	require(m.public == valueCount, "machine %s has %d public values, not %d", m.name, m.public, valueCount)
	require(r.digest() == k.digest, "proof: it is for another verifying key")
	n := r.count(1<<16-1, "shards")
	require(n > 0, "proof: no shards")
	nonce := r.element()

	// First pass: what Γ depends on.
	heads := make([]*shardHead, n)
	leaves := make([]Digest, n)
	blocks := (uint64(len(k.messages)) + 1<<minLog - 1) >> minLog
	for i := range heads {
		heads[i] = readHead(r, m, k, i == n-1)
		heads[i].body = r.at
		skipShard(r, m, k, heads[i].layout)
		heads[i].end = r.at
		leaves[i] = heads[i].boundaryLeaf(m)
		blocks += heads[i].layout.blocks
	}
	r.end()
	require(blocks <= (prime-1)>>minLog, "proof: %d blocks of global messages", blocks)
	floor("global fingerprint", prime, powFor(prime))
	s := checkStatement(heads, k)

	t := newTranscript("zkfp gamma v3", false)
	t.observe(k.digest[:]...)
	t.observe(Fp(n))
	root := gammaRoot(leaves)
	t.observe(root[:]...)
	t.grind(powFor(prime), nonce, "global challenges")
	global := challenges{t.sample(), t.sampleMany(alphas)}
	var seed Digest
	for i := range seed {
		seed[i] = t.sampleElement()
	}

	sum := fraction{d: one}
	for _, message := range k.messages {
		f := fraction{one, global.fingerprint(message.tag, message.fields)}
		if !message.push {
			f.n = Ext{}.sub(one)
		}
		sum = sum.add(f)
	}
	for i, head := range heads {
		r.at = head.body
		sum = sum.add(verifyShard(r, m, k, head, global, seed))
		require(r.at == head.end, "shard %d: ends at word %d, not %d", i+1, r.at, head.end)
	}
	require(sum.vanishes(), "proof: global messages do not balance")
	return s
}

// gammaRoot is the root of the tree of depth 16 over the leaves and zero digests.
func gammaRoot(leaves []Digest) Digest {
	var empty Digest
	for depth := 0; depth < 16; depth++ {
		if len(leaves)%2 == 1 {
			leaves = append(leaves, empty)
		}
		for i := 0; i < len(leaves)/2; i++ {
			leaves[i] = compress(leaves[2*i], leaves[2*i+1])
		}
		leaves = leaves[:len(leaves)/2]
		empty = compress(empty, empty)
	}
	return leaves[0]
}

// checkStatement is §9 items 1 to 3.
func checkStatement(shards []*shardHead, k *verifyingKey) *statement {
	s := &statement{shards: len(shards), present: true}
	pc, npc := k.pc, k.npc
	halted := false
	var words [digestWords]bool
	for i, shard := range shards {
		v := shard.public
		at := func(what string, place int, limit Fp) Fp {
			require(v[place] < limit, "shard %d: %s is %d", i+1, what, v[place])
			return v[place]
		}
		require(v[valueIndex] == Fp(i+1), "shard %d: index %d", i+1, v[valueIndex])
		require(v[valueStartPc] == pc && v[valueStartNpc] == npc, "shard %d: starts at %d, %d, not where the one before ended", i+1, v[valueStartPc], v[valueStartNpc])
		pc, npc = v[valueEndPc], v[valueEndNpc]
		end := at("end time", valueEndTime, 1<<26)
		require(end >= 4 && end%4 == 0, "shard %d: end time %d", i+1, end)
		outcome := uint32(at("outcome", valueOutcome, 1<<16)) | uint32(at("outcome", valueOutcome+1, 1<<16))<<16
		if halted {
			require(v[valueStartPc] == 0 && v[valueStartNpc] == 0 && pc == 0 && npc == 0 && end == 4, "shard %d: executes after the halt", i+1)
		}
		if at("halt flag", valueHalted, 2) == 1 {
			require(!halted, "shard %d: halts again", i+1)
			require(pc == 0 && npc == 0, "shard %d: halts, yet ends at %d, %d", i+1, pc, npc)
			halted = true
			s.outcome = outcome
		} else {
			require(outcome == 0, "shard %d: an outcome without a halt", i+1)
		}
		for w := 0; w < digestWords; w++ {
			c := valueCommits + 3*w
			value := uint32(at("digest word", c+1, 1<<16)) | uint32(at("digest word", c+2, 1<<16))<<16
			if at("commit flag", c, 2) == 0 {
				require(value == 0, "shard %d: digest word %d without its flag", i+1, w)
				continue
			}
			require(!words[w], "shard %d: digest word %d is committed again", i+1, w)
			words[w] = true
			binary.BigEndian.PutUint32(s.digest[4*w:], value)
		}
	}
	require(halted, "the run does not halt")
	for _, w := range words {
		s.present = s.present && w
	}
	return s
}
