using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Types;

namespace Zkfp.Rollup.Derivation;

/// <summary>What a run about a range of blocks reads (docs/rollup.md): mode 3 of the EVM guest.</summary>
public sealed record RangeInput
{
    /// <summary>The rollup's rules.</summary>
    public required RollupConfig Config { get; init; }

    /// <summary>Echoed to word 0.</summary>
    public Hash256 Domain { get; init; }

    /// <summary>Echoed to word 1.</summary>
    public Hash256 ProgramId { get; init; }

    /// <summary>Echoed to word 10.</summary>
    public Hash256 SetRoot { get; init; }

    /// <summary>Echoed to word 8.</summary>
    public ulong Segment { get; init; }

    /// <summary>Echoed to word 11.</summary>
    public Address Payout { get; init; }

    /// <summary>RLP of the header of the claim's L1 head.</summary>
    public required ReadOnlyMemory<byte> L1Header { get; init; }

    /// <summary>The claim's batch, the whole of it whatever the segment.</summary>
    public required BatchData Data { get; init; }

    /// <summary>All messages that L2 has not taken before the range and L1's head holds.</summary>
    public IReadOnlyList<QueuedMessage> Messages { get; init; } = [];

    /// <summary>The last block.</summary>
    public ulong EndBlock { get; init; }

    /// <summary>
    /// Nodes of L2's state before the range and of the queue's account and slots 0 and 1 in L1's; codes; headers of L2, oldest first, the
    /// parent last, at most 256.
    /// </summary>
    public required ExecutionWitness Witness { get; init; }

    /// <summary>The guest's standard input.</summary>
    /// <param name="trace">
    /// Whether the run reports what it did (<see cref="RangeTrace"/>) instead of printing the words: for the chain's own nodes, never for
    /// a proof.
    /// </param>
    public byte[] Encode(bool trace = false)
    {
        RlpWriter rlp = new RlpWriter().BeginList().Add(System.Text.Encoding.ASCII.GetBytes(GuestInput.Version)).Add(3ul);
        Config.Write(rlp);
        rlp.BeginList();
        rlp.BeginList().Add(Domain).Add(ProgramId).Add(SetRoot).Add(Segment).Add(Payout).EndList();
        rlp.Add(L1Header.Span);
        Data.Write(rlp);
        rlp.BeginList();
        foreach (QueuedMessage message in Messages) message.Write(rlp);
        rlp.EndList();
        rlp.Add(EndBlock);
        GuestInput.WriteWitness(rlp, Witness);
        return rlp.Add(trace ? 1ul : 0ul).EndList().EndList().ToArray();
    }
}
