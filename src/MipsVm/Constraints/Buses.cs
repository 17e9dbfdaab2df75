using Zkfp.Core.Air;
using Zkfp.MipsVm.Tables.Primitives;

namespace Zkfp.MipsVm.Constraints;

/// <summary>The buses of the MIPS machine. Which table may send what, and why that is sound: docs/machine-soundness.md.</summary>
public static class Buses
{
    /// <summary>(time, pc, npc): program counters are word indices. Every instruction pulls its state and pushes the next.</summary>
    public static readonly Bus State = new("State", 1, 3);

    /// <summary>(pc, operation and registers, x, y): a relation; an instruction may have several rows that exclude each other.</summary>
    public static readonly Bus Rom = new("Rom", 2, 4);

    /// <summary>(register, low, high, time).</summary>
    public static readonly Bus Register = new("Register", 3, 4);

    /// <summary>(word index, low, high, time).</summary>
    public static readonly Bus Memory = new("Memory", 4, 4);

    /// <summary>(x): 0 ≤ x &lt; 2^16.</summary>
    public static readonly Bus Range16 = new("Range16", 5, 1);

    /// <summary>(b, x, x · 2^(16−b)): 0 ≤ b ≤ 16, 0 ≤ x &lt; 2^b.</summary>
    public static readonly Bus Bits = new("Bits", 6, 3);

    /// <summary>(x, y, x AND y): bytes.</summary>
    public static readonly Bus And = new("And", 7, 3);

    /// <summary>(x, y): bytes.</summary>
    public static readonly Bus BytePair = new("BytePair", 8, 2);

    /// <summary>(time, pc, npc, code, bad address low, bad address high): an instruction raises an exception.</summary>
    public static readonly Bus Exception = new("Exception", 9, 6);

    /// <summary>(time after HALT, 0, 0, outcome low, outcome high).</summary>
    public static readonly Bus Halt = new("Halt", 10, 5);

    /// <summary>(index, low, high): a word of the public-values digest.</summary>
    public static readonly Bus Commit = new("Commit", 11, 3);

    /// <summary>(word index, low, high, shard that wrote it; 0 at the start).</summary>
    public static readonly Bus SharedMemory = new("SharedMemory", 12, 4, BusScope.Global);

    /// <summary>(register, low, high, shard that wrote it; 0 at the start).</summary>
    public static readonly Bus SharedRegister = new("SharedRegister", 13, 4, BusScope.Global);

    /// <summary>(first word index not yet passed): orders the zero-initialised words of a gap between image ranges.</summary>
    public static readonly Bus Chain = new("Chain", 14, 1, BusScope.Global);

    /// <summary>(time, rounds done, limbs of the 25 lanes): a state of Keccak-f.</summary>
    public static readonly Bus KeccakState = new("KeccakState", 15, KeccakRoundTable.Fields);

    /// <summary>(Σ 8^i · dᵢ, Σ 2^i · (dᵢ mod 2)): five digits of 0 … 7, and which are odd.</summary>
    public static readonly Bus Parities = new("Parities", 18, 2);

    /// <summary>(time, row, …): a state between rows of rounds of SHA-256.</summary>
    public static readonly Bus Sha256State = new("Sha256State", 16, Sha256RoundsTable.StateArity);

    /// <summary>(time, row, limbs of eight words): a block, sums for its schedule, the state after all rows.</summary>
    public static readonly Bus Sha256Words = new("Sha256Words", 17, Sha256RoundsTable.WordsArity);
}
