using System.Numerics;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Trie;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Rollup.Tests.Derivation;

/// <summary>A small L2, and an L1 of which only the queue's account exists. Everything is fixed, so that a vector can be made of it.</summary>
internal sealed class TestChain
{
    public const ulong ChainId = 4242;

    public const ulong L1Time = 1_800_000_000;

    public static readonly Address Queue = Address.Parse("0x00000000000000000000000000000000000000e1");

    public static readonly Address Beneficiary = Address.Parse("0x00000000000000000000000000000000000000fe");

    /// <summary>slot 0 += 1, slot(caller) = number of the block; then writes 32 bytes of log.</summary>
    public static readonly Address Counter = Address.Parse("0x00000000000000000000000000000000000000c0");

    /// <summary>slot 0 = hash of the block two before.</summary>
    public static readonly Address Hashes = Address.Parse("0x00000000000000000000000000000000000000c1");

    public static readonly Address Bridge = Address.Parse("0x00000000000000000000000000000000000000c2");

    public static readonly Secp256k1Key[] Keys = [.. Enumerable.Range(1, 4).Select(static i => Key((byte)i))];

    public static readonly RollupConfig Config = new(ChainConfig.Always(Fork.Osaka, ChainId), 30_000_000, 10_000_000, 3600, Beneficiary, Queue, Bridge);

    // PUSH0 SLOAD PUSH1 1 ADD PUSH0 SSTORE NUMBER CALLER SSTORE PUSH1 32 PUSH0 LOG0 STOP
    private static readonly byte[] s_counter = Hex.Parse("0x5f546001015f554333556020" + "5fa000");

    // PUSH1 2 NUMBER SUB BLOCKHASH PUSH0 SSTORE STOP
    private static readonly byte[] s_hashes = Hex.Parse("0x600243034" + "05f5500");

    public TestChain(IReadOnlyList<QueuedMessage>? messages = null, bool funded = true)
    {
        Messages = messages ?? [];
        var accounts = new Dictionary<Address, AccountState>
        {
            [Counter] = new() { Nonce = 1, Code = s_counter },
            [Hashes] = new() { Nonce = 1, Code = s_hashes },
            [Bridge] = new() { Nonce = 1, Code = s_counter },
        };
        if (funded) foreach (Secp256k1Key key in Keys) accounts[key.Address] = new AccountState { Balance = BigInteger.Pow(10, 20) };
        State = new WorldState(accounts);
        Genesis = new BlockHeader
        {
            OmmersHash = Keccak256.Hash([0xc0]),
            StateRoot = State.Root(),
            TransactionsRoot = Hash256.EmptyTrie,
            ReceiptsRoot = Hash256.EmptyTrie,
            GasLimit = Config.GasLimit,
            Timestamp = L1Time - 100,
            BaseFeePerGas = 1_000_000_000,
            RequestsHash = new Hash256(System.Security.Cryptography.SHA256.HashData([])),
        };
        Hash256 head = Hash256.Zero;
        for (int i = 0; i < Messages.Count; i++) head = Messages[i].Extend(head, (ulong)i);
        var slots = new Dictionary<Hash256, BigInteger>();
        if (Messages.Count > 0)
        {
            slots[Slot(0)] = new BigInteger(head.Span, isUnsigned: true, isBigEndian: true);
            // above the count: the last L1 block and its gas, as the contract packs them
            slots[Slot(1)] = Messages.Count + (new BigInteger(77) << 64) + (new BigInteger(1_000_000) << 128);
        }

        L1State = new WorldState([new(Queue, new AccountState { Nonce = 1, Code = new byte[] { 0xfe }, Storage = slots })]);
        L1 = new BlockHeader
        {
            StateRoot = L1State.Root(),
            Number = 1000,
            GasLimit = 60_000_000,
            Timestamp = L1Time,
            MixHash = Keccak256.Hash("randao"u8),
            RequestsHash = Hash256.Zero,
        };
    }

    public IReadOnlyList<QueuedMessage> Messages { get; }

    public WorldState State { get; }

    public BlockHeader Genesis { get; }

    public WorldState L1State { get; }

    public BlockHeader L1 { get; }

    public static Secp256k1Key Key(byte last) => new([.. new byte[31], last]);

    public static Hash256 Slot(ulong number)
    {
        byte[] key = new byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(24), number);
        return new Hash256(key);
    }

    public static byte[] Call(int key, ulong nonce, Address? to = null, BigInteger value = default, byte[]? data = null, ulong gas = 200_000,
        ulong chain = ChainId) =>
        Keys[key].Sign(new Transaction
        {
            Type = TransactionType.DynamicFee,
            ChainId = chain,
            Nonce = nonce,
            MaxPriorityFeePerGas = 1,
            MaxFeePerGas = 2_000_000_000,
            GasLimit = gas,
            To = to,
            Value = value,
            Data = data ?? [],
        }).Encode();

    /// <summary>Blocks from 1 on, with what is posted for each.</summary>
    public static byte[] Payload(params IEnumerable<byte[]>[] blocks) =>
        Batch.Encode(1, [.. blocks.Select(static (block, i) => new BatchEntry(i == 0 ? 102u : 2u, [.. block.Select(static tx => (ReadOnlyMemory<byte>)tx)]))]);

    /// <summary>A range from the genesis on, its witness the whole state.</summary>
    public RangeInput Input(BatchData data, ulong end) => new()
    {
        Config = Config,
        Domain = Keccak256.Hash("domain"u8),
        ProgramId = Keccak256.Hash("program"u8),
        SetRoot = Keccak256.Hash("set"u8),
        Payout = Address.Parse("0x0000000000000000000000000000000000009999"),
        L1Header = L1.Encode(),
        Data = data,
        Messages = Messages,
        EndBlock = end,
        Witness = Witness(State.Witness([Genesis.Encode()])),
    };

    public RangeInput Input(byte[] payload, ulong end) => Input(new BatchData.Calldata(payload), end);

    /// <summary>A witness of L2 with what the queue needs of L1.</summary>
    public ExecutionWitness Witness(ExecutionWitness l2) => l2 with { State = [.. l2.State, .. L1State.Witness([]).State] };
}
