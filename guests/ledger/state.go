package main

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sort"
	"strconv"
)

// Most transfers of an L1 block that are looked at, whatever becomes of them: each may ask for a precompile, and a contract has to call it again.
const maxTransfers = 16

const magic = "ledger 1"

type address [20]byte

type account struct {
	address address
	nonce   uint64
	balance uint64
}

// The ledger after a block. Block n is what the transactions of one L1 block do, that of block n + 1 is the L1 block after it.
type state struct {
	chain    uint64
	block    uint64
	l1Number uint64
	l1Hash   [32]byte
	inbox    address   // transfers are in the data of L1 transactions to it
	accounts []account // by address
}

const headBytes, accountBytes = len(magic) + 3*8 + 32 + 20, 20 + 2*8

func decodeState(b []byte) *state {
	if len(b) < headBytes || string(b[:len(magic)]) != magic || (len(b)-headBytes)%accountBytes != 0 {
		panic(malformed("the agreed root is of something else than a ledger"))
	}
	s := &state{chain: u64(b[8:]), block: u64(b[16:]), l1Number: u64(b[24:])}
	copy(s.l1Hash[:], b[32:])
	copy(s.inbox[:], b[64:])
	total := uint64(0)
	for b = b[headBytes:]; len(b) > 0; b = b[accountBytes:] {
		var a account
		copy(a.address[:], b)
		a.nonce, a.balance = u64(b[20:]), u64(b[28:])
		if n := len(s.accounts); n > 0 && bytes.Compare(s.accounts[n-1].address[:], a.address[:]) >= 0 {
			panic(malformed("accounts that are not in order"))
		}
		var carry uint64
		if total, carry = bits.Add64(total, a.balance, 0); carry != 0 {
			panic(malformed("more money than there is"))
		}
		s.accounts = append(s.accounts, a)
	}
	return s
}

func (s *state) encode() []byte {
	b := append(make([]byte, 0, headBytes+len(s.accounts)*accountBytes), magic...)
	b = binary.BigEndian.AppendUint64(b, s.chain)
	b = binary.BigEndian.AppendUint64(b, s.block)
	b = binary.BigEndian.AppendUint64(b, s.l1Number)
	b = append(b, s.l1Hash[:]...)
	b = append(b, s.inbox[:]...)
	for _, a := range s.accounts {
		b = append(b, a.address[:]...)
		b = binary.BigEndian.AppendUint64(b, a.nonce)
		b = binary.BigEndian.AppendUint64(b, a.balance)
	}
	return b
}

// Goes on to a block by what L1 holds. Not empty: why there is no such block as seen from the head, so that no claim about it is right.
func (s *state) advance(from source, head [32]byte, block uint64, say func(string)) string {
	if block < s.block {
		return "it is before the agreed one"
	}
	steps := block - s.block
	headers, leads := readHeaders(from, head, s.l1Number, s.l1Hash, steps)
	if !leads {
		return "the L1 head does not lead back to the agreed state's"
	}
	if uint64(len(headers)) < steps {
		return "L1 has not come so far"
	}
	for _, h := range headers {
		seen, done := 0, 0
		for _, transaction := range readTransactions(from, h.transactionsRoot) {
			to, data, ok := callOf(transaction)
			if !ok || to != s.inbox {
				continue
			}
			for ; len(data) >= transferBytes && seen < maxTransfers; data = data[transferBytes:] {
				seen++
				if s.apply(from, data[:transferBytes]) {
					done++
				}
			}
		}
		s.block, s.l1Number, s.l1Hash = s.block+1, h.number, h.hash
		if seen > 0 {
			say("block " + strconv.FormatUint(s.block, 10) + ": " + strconv.Itoa(done) + " of " + strconv.Itoa(seen) + " transfers")
		}
	}
	return ""
}

// A transfer: receiver, amount, the sender's nonce, and his signature (v, r, s).
const transferBytes = 20 + 8 + 8 + 1 + 32 + 32

// Whether it was one: signed by an account that has the amount, and next in its order. Anything else is no reason to stop.
func (s *state) apply(from source, transfer []byte) bool {
	var to address
	copy(to[:], transfer)
	amount, nonce := u64(transfer[20:]), u64(transfer[28:])
	message := binary.BigEndian.AppendUint64([]byte("zkfp ledger transfer"), s.chain)
	digest := keccak256(append(message, transfer[:36]...))
	sender, ok := recoverSigner(from, digest, transfer[36:])
	if !ok {
		return false
	}
	i, found := s.find(sender)
	if !found || s.accounts[i].nonce != nonce || s.accounts[i].balance < amount {
		return false
	}
	s.accounts[i].nonce++
	s.accounts[i].balance -= amount
	i, found = s.find(to)
	if !found {
		s.accounts = append(s.accounts, account{})
		copy(s.accounts[i+1:], s.accounts[i:])
		s.accounts[i] = account{address: to}
	}
	s.accounts[i].balance += amount // no more than all there is, which decodeState has added up
	return true
}

func (s *state) find(a address) (int, bool) {
	i := sort.Search(len(s.accounts), func(i int) bool { return bytes.Compare(s.accounts[i].address[:], a[:]) >= 0 })
	return i, i < len(s.accounts) && s.accounts[i].address == a
}

// ECRECOVER, by L1's precompile, which costs 3000: its input is the digest, v, r and s as words.
func recoverSigner(from source, digest [32]byte, signature []byte) (signer address, ok bool) {
	input := make([]byte, 128)
	copy(input, digest[:])
	copy(input[63:], signature)
	answer := from.precompile(1, 3000, input)
	if len(answer) != 33 || answer[0] != 1 {
		return
	}
	copy(signer[:], answer[13:])
	return signer, true
}

func u64(b []byte) uint64 { return binary.BigEndian.Uint64(b) }
