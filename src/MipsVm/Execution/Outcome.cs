using Zkfp.Core.Machine;
using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Execution;

/// <summary>Why execution stopped.</summary>
public enum StopReason
{
    /// <summary>Not stopped: the sink ended a shard, or the requested number of instructions has run.</summary>
    None,

    /// <summary>HALT was executed; see <see cref="Outcome.WaitStatus"/>.</summary>
    Halted,

    /// <summary>An exception without firmware (profile <c>bare</c>). Cannot be proven.</summary>
    Trap,

    /// <summary>A second COMMIT of the same word. Cannot be proven.</summary>
    CommitFault,

    /// <summary>The run has come back to a state that it was in before, and would for ever. Cannot be proven.</summary>
    Repeats,

    /// <summary>The instruction limit was reached.</summary>
    InstructionLimit,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}

/// <summary>How a run ended.</summary>
public sealed record Outcome
{
    /// <summary>Why it stopped.</summary>
    public required StopReason Reason { get; init; }

    /// <summary>Instructions executed; the one that trapped without firmware is not counted.</summary>
    public required ulong Instructions { get; init; }

    /// <summary>Calls of primitives among them, by <see cref="Isa.Opcode"/>, of a run from its start.</summary>
    public IReadOnlyList<ulong> PrimitiveCalls { get; init; } = new ulong[Isa.OpcodeInfo.Count];

    /// <summary>The Linux wait status that HALT stated; 0 unless halted.</summary>
    public uint WaitStatus { get; init; }

    /// <summary>The exception of a <see cref="StopReason.Trap"/>.</summary>
    public ExceptionCode Exception { get; init; }

    /// <summary>Program counter where the run stopped (of HALT, of the trapping instruction, or of the next one).</summary>
    public uint Pc { get; init; }

    /// <summary>Misaligned address of an address error, else 0.</summary>
    public uint BadVaddr { get; init; }

    /// <summary>The eight words of the public-values digest.</summary>
    public uint[] PublicValues { get; init; } = new uint[8];

    /// <summary>Bit i is set if word i was committed; 0xFF for a provable run.</summary>
    public byte Committed { get; init; }

    /// <summary>True if the run died of a signal.</summary>
    public bool Signaled => Reason == StopReason.Halted && new WaitStatus(WaitStatus).Signaled;

    /// <summary>Exit code as a shell reports it; null unless the run ended by an exit or a signal.</summary>
    public int? ExitCode => Reason == StopReason.Halted ? new WaitStatus(WaitStatus).ExitCode : null;

    /// <summary>One line for people.</summary>
    public override string ToString() => Reason switch
    {
        StopReason.Halted => new WaitStatus(WaitStatus).ToString(),
        StopReason.Trap => $"trap {Exception} at 0x{Pc:x8}" + (BadVaddr != 0 ? $", address 0x{BadVaddr:x8}" : ""),
        StopReason.CommitFault => $"commit fault at 0x{Pc:x8}",
        StopReason.Repeats => $"the run repeats itself without end at 0x{Pc:x8}",
        StopReason.InstructionLimit => $"instruction limit reached at 0x{Pc:x8}",
        StopReason.Cancelled => $"cancelled at 0x{Pc:x8}",
        _ => "running",
    };
}
