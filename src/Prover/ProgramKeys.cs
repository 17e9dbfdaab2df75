using Zkfp.Core.Air;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.Protocol.Keys;

namespace Zkfp.Prover;

/// <summary>Makes the keys of MIPS programs.</summary>
public static class ProgramKeys
{
    /// <summary>
    /// h of the keys of programs whose runs are long: matrices of 2^20 rows. A shard then holds some 2.7 million instructions, which fill both the main matrix and
    /// the tree of messages.
    /// </summary>
    public const int LogHeight = 20;

    /// <summary>h for short runs: everything that does not depend on the length of the run costs a quarter.</summary>
    public const int SmallLogHeight = 18;

    /// <summary>Both, in the order in which a proof's key is looked for.</summary>
    public static IReadOnlyList<int> Heights { get; } = [SmallLogHeight, LogHeight];

    /// <summary>Instructions of the longest of the short runs, two small shards.</summary>
    public const long MostOfSmall = 1_200_000;

    /// <summary>
    /// Cells for which a call of a primitive counts as an instruction: it then fills as much of a small shard. Other instructions fill its tree of messages first, so
    /// they have fewer.
    /// </summary>
    public const int CellsPerInstruction = (int)(2L * ShardSize.MostMainWidth << SmallLogHeight) / (int)MostOfSmall;

    /// <summary>The height that suits a run: the small one for short runs of programs that fit it, calls of primitives by their cells.</summary>
    public static int LogHeightFor(ProgramTables program, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(outcome);
        ulong length = outcome.Instructions;
        int[]? costs = null;
        for (int i = 0; i < outcome.PrimitiveCalls.Count; i++)
        {
            if (outcome.PrimitiveCalls[i] == 0) continue;
            costs ??= CellCosts.PerOpcode(MipsMachine.For(program.Machine.Order));
            length += outcome.PrimitiveCalls[i] * (ulong)costs[i] / CellsPerInstruction;
        }

        return length <= MostOfSmall && HasSmallKey(program) ? SmallLogHeight : LogHeight;
    }

    /// <summary>Whether a program has a key for short runs: what a key lists of it must fit the positions of the small height.</summary>
    public static bool HasSmallKey(ProgramTables program)
    {
        ArgumentNullException.ThrowIfNull(program);
        foreach (PreprocessedTable t in program.Preprocessed)
            if (t.Rows > (long)program.Machine.Definition.Tables[t.TableIndex].Positions << SmallLogHeight) return false;
        return true;
    }

    /// <summary>The verifying key of a program for matrices of 2^<paramref name="logHeight"/> rows; 0 threads: all processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The height is not one that programs are proven with.</exception>
    public static VerifyingKey CreateVerifyingKey(
        ProgramImage program, int logHeight = LogHeight, int threads = 0, CancellationToken cancellation = default)
    {
        if (logHeight is not (LogHeight or SmallLogHeight))
            throw new ArgumentOutOfRangeException(nameof(logHeight), logHeight, $"expected {SmallLogHeight} or {LogHeight}");
        return CreateVerifyingKey(new ProgramTables(program), logHeight, threads, cancellation);
    }

    /// <summary>
    /// The key of a program that a proof is verified with, by the key that the proof claims to be for, which may be anybody's: that of the claimed height, if the
    /// program has one, else that of long runs.
    /// </summary>
    public static VerifyingKey CreateVerifyingKey(ProgramImage program, VerifyingKey claimed, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        var tables = new ProgramTables(program);
        bool small = claimed.LogHeight == SmallLogHeight && HasSmallKey(tables);
        return CreateVerifyingKey(tables, small ? SmallLogHeight : LogHeight, threads, cancellation);
    }

    private static VerifyingKey CreateVerifyingKey(ProgramTables program, int logHeight, int threads, CancellationToken cancellation)
    {
        using IProverBackend backend = CpuBackend.Create(threads);
        using ProvingKey key = CreateProvingKey(program, backend, logHeight, cancellation);
        return key.VerifyingKey;
    }

    /// <summary>Why a proof cannot be verified with a key that is not the one it claims to be for: another program, or the program's key for runs of another length.</summary>
    public static string DescribeMismatch(VerifyingKey claimed, VerifyingKey expected)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(expected);
        return claimed.LogHeight == expected.LogHeight
            ? $"the proof is about another program, with key {claimed.Digest}; expected {expected.Digest}"
            : $"the proof is for a key of height {claimed.LogHeight} ({Runs(claimed)}), this key has height {expected.LogHeight} ({Runs(expected)}); "
                + $"'zkfp vk --height {claimed.LogHeight}' makes the other one, and with the program itself (--elf) no key is needed";
    }

    private static string Runs(VerifyingKey key) => key.LogHeight == SmallLogHeight ? "short runs" : "long runs";

    internal static ProvingKey CreateProvingKey(
        ProgramTables program, IProverBackend backend, int logHeight, CancellationToken cancellation)
    {
        var preprocessed = new TraceTable?[program.Machine.Definition.Tables.Count];
        try
        {
            foreach (PreprocessedTable p in program.Preprocessed)
            {
                AirProgram air = program.Machine.Definition.Tables[p.TableIndex];
                var table = preprocessed[p.TableIndex] = new TraceTable(air, p.Rows);
                table.SetRows(p.Rows);
                int next = 0;
                for (int c = 0; c < air.Columns.Count; c++)
                    if (air.Columns[c].Kind == ColumnKind.Preprocessed) p.Columns[next++].CopyTo(table.Column(c));
            }

            return ProvingKey.Create(
                program.Machine.Definition, logHeight, program.EntryPc, program.EntryNpc, preprocessed, program.GlobalMessages, backend,
                cancellation: cancellation);
        }
        finally
        {
            foreach (TraceTable? t in preprocessed) t?.Dispose();
        }
    }
}
