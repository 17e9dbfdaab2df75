using System.Buffers.Binary;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Preimages;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Settlement.Ledger;

/// <summary>An account of a ledger.</summary>
/// <param name="Address">Who signs for it.</param>
/// <param name="Nonce">Transfers that it has made.</param>
/// <param name="Balance">What it has.</param>
public sealed record LedgerAccount(Address Address, ulong Nonce, ulong Balance);

/// <summary>
/// The ledger after a block: what the client of the preimage oracle in <c>guests/ledger</c> judges claims about. Written a second time, so that the client has
/// something to be compared with; docs/rollup.md has the rules.
/// </summary>
public sealed record LedgerState
{
    /// <summary>Most transfers of an L1 block that are looked at.</summary>
    public const int MaxTransfers = 16;

    private const int HeadBytes = 84, AccountBytes = 36;

    /// <summary>The ledger's chain id.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>The block's number.</summary>
    public required ulong Block { get; init; }

    /// <summary>Number of the L1 block whose transactions made it.</summary>
    public required ulong L1Number { get; init; }

    /// <summary>Hash of that block.</summary>
    public required Hash256 L1Hash { get; init; }

    /// <summary>Transfers are in the data of L1 transactions to this account.</summary>
    public required Address Inbox { get; init; }

    /// <summary>Ordered by address.</summary>
    public required IReadOnlyList<LedgerAccount> Accounts { get; init; }

    /// <summary>The bytes whose hash is the root: 84, and 36 for each account.</summary>
    public byte[] Encode()
    {
        byte[] bytes = new byte[HeadBytes + (Accounts.Count * AccountBytes)];
        "ledger 1"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), ChainId);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), Block);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), L1Number);
        L1Hash.Span.CopyTo(bytes.AsSpan(32));
        Inbox.Span.CopyTo(bytes.AsSpan(64));
        Span<byte> to = bytes.AsSpan(HeadBytes);
        foreach (LedgerAccount account in Accounts)
        {
            account.Address.Span.CopyTo(to);
            BinaryPrimitives.WriteUInt64BigEndian(to[20..], account.Nonce);
            BinaryPrimitives.WriteUInt64BigEndian(to[28..], account.Balance);
            to = to[AccountBytes..];
        }

        return bytes;
    }

    /// <summary>What claims name.</summary>
    public Hash256 Root() => Keccak256.Hash(Encode());

    /// <summary>The ledger after the next block of L1.</summary>
    /// <param name="l1">The block.</param>
    /// <param name="precompiles">Recover signers.</param>
    /// <exception cref="ArgumentException">It is not the next one.</exception>
    public LedgerState After(Block l1, IPrecompiles precompiles)
    {
        ArgumentNullException.ThrowIfNull(l1);
        ArgumentNullException.ThrowIfNull(precompiles);
        if (l1.Header.ParentHash != L1Hash || l1.Header.Number != L1Number + 1) throw new ArgumentException($"L1's block {l1.Header.Number} does not follow {L1Number}", nameof(l1));
        var accounts = new SortedDictionary<Address, LedgerAccount>();
        foreach (LedgerAccount account in Accounts) accounts.Add(account.Address, account);
        IEnumerable<byte[]> transfers = l1.Transactions.Where(transaction => transaction.To == Inbox)
            .SelectMany(static transaction => Enumerable.Range(0, transaction.Data.Length / LedgerTransfer.Bytes)
                .Select(i => transaction.Data.Slice(i * LedgerTransfer.Bytes, LedgerTransfer.Bytes).ToArray()));
        foreach (byte[] bytes in transfers.Take(MaxTransfers))
        {
            var transfer = LedgerTransfer.Read(bytes);
            byte[] input = new byte[128];
            transfer.Digest(ChainId).Span.CopyTo(input);
            bytes.AsSpan(36).CopyTo(input.AsSpan(63));
            if (precompiles.Run([.. new byte[19], 1], input) is not [1, .. { Length: 32 } word]) continue;
            if (!accounts.TryGetValue(new Address(word.AsSpan(12)), out LedgerAccount? sender)) continue;
            if (sender.Nonce != transfer.Nonce || sender.Balance < transfer.Amount) continue;
            accounts[sender.Address] = sender with { Nonce = sender.Nonce + 1, Balance = sender.Balance - transfer.Amount };
            LedgerAccount receiver = accounts.GetValueOrDefault(transfer.To) ?? new LedgerAccount(transfer.To, 0, 0);
            accounts[receiver.Address] = receiver with { Balance = receiver.Balance + transfer.Amount };
        }

        return this with { Block = Block + 1, L1Number = l1.Header.Number, L1Hash = l1.Header.Hash(), Accounts = [.. accounts.Values] };
    }
}

/// <summary>A transfer between accounts of a ledger.</summary>
/// <param name="To">Who receives; an account that does not exist is made.</param>
/// <param name="Amount">How much.</param>
/// <param name="Nonce">The sender's.</param>
public sealed record LedgerTransfer(Address To, ulong Amount, ulong Nonce)
{
    /// <summary>Receiver (20 bytes), amount, nonce (8 each), v, r, s (1, 32, 32).</summary>
    public const int Bytes = 101;

    /// <summary>What the sender signs.</summary>
    public Hash256 Digest(ulong chainId)
    {
        byte[] message = new byte[64];
        "zkfp ledger transfer"u8.CopyTo(message);
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(20), chainId);
        WriteTo(message.AsSpan(28));
        return Keccak256.Hash(message);
    }

    /// <summary>As it is posted.</summary>
    public byte[] Sign(Secp256k1Key sender, ulong chainId)
    {
        ArgumentNullException.ThrowIfNull(sender);
        byte[] bytes = new byte[Bytes];
        WriteTo(bytes);
        EcdsaSignature signature = sender.Sign(Digest(chainId));
        bytes[36] = (byte)(27 + signature.Parity);
        signature.ToBytes().CopyTo(bytes.AsSpan(37));
        return bytes;
    }

    internal static LedgerTransfer Read(ReadOnlySpan<byte> bytes) => new(
        new Address(bytes[..20]), BinaryPrimitives.ReadUInt64BigEndian(bytes[20..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[28..]));

    private void WriteTo(Span<byte> bytes)
    {
        To.Span.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[20..], Amount);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[28..], Nonce);
    }
}
