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
    /// h for runs of medium length: matrices of 2^20 rows. A shard then holds some 4 million instructions of a program without calls of primitives.
    /// </summary>
    public const int LogHeight = 20;

    /// <summary>h for short runs: everything that does not depend on the length of the run costs a quarter.</summary>
    public const int SmallLogHeight = 18;

    /// <summary>
    /// h for long runs: half as many shards, each of which costs a third of a leaf whatever it holds, for twice the memory.
    /// </summary>
    public const int LargeLogHeight = 21;

    /// <summary>All, in the order in which a proof's key is looked for.</summary>
    public static IReadOnlyList<int> Heights { get; } = [SmallLogHeight, LogHeight, LargeLogHeight];

    /// <summary>Instructions of the longest of the short runs, two small shards.</summary>
    public const long MostOfSmall = 1_200_000;

    /// <summary>
    /// Cells for which a call of a primitive counts as an instruction: it then fills as much of a small shard. Other instructions fill its tree of messages first, so
    /// they have fewer.
    /// </summary>
    public const int CellsPerInstruction = (int)(2L * ShardSize.MostMainWidth << SmallLogHeight) / (int)MostOfSmall;

    /// <summary>Cells that a run has at most whose shards of 2^20 rows are one leaf's: longer ones have large shards.</summary>
    public const long MostCellsOfOneLeaf = 3L * ShardSize.MostMainWidth << LogHeight;

    /// <summary>
    /// Cells for which an instruction counts, calls aside. It has some ten, but tables have heights that are powers of two, and with the next one most do not fit: a
    /// shard of 2^20 rows ends after some 4.26 million instructions.
    /// </summary>
    public const int CellsOfInstruction = 18;

    /// <summary>Instructions of the longest of the medium runs, without calls.</summary>
    public const long MostOfMedium = MostCellsOfOneLeaf / CellsOfInstruction;

    /// <summary>
    /// The height that suits a run, calls of primitives counted by their cells: the small one for short runs of programs that fit it, the large one for those whose
    /// shards would be more than a leaf takes.
    /// </summary>
    public static int LogHeightFor(ProgramTables program, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(outcome);
        ulong length = outcome.Instructions, cells = outcome.Instructions * CellsOfInstruction;
        int[]? costs = null;
        for (int i = 0; i < outcome.PrimitiveCalls.Count; i++)
        {
            if (outcome.PrimitiveCalls[i] == 0) continue;
            costs ??= CellCosts.PerOpcode(MipsMachine.For(program.Machine.Order));
            cells += outcome.PrimitiveCalls[i] * (ulong)costs[i];
            length += outcome.PrimitiveCalls[i] * (ulong)costs[i] / CellsPerInstruction;
        }

        if (length <= MostOfSmall && HasSmallKey(program)) return SmallLogHeight;
        return cells > (ulong)MostCellsOfOneLeaf ? LargeLogHeight : LogHeight;
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
        if (!Heights.Contains(logHeight))
            throw new ArgumentOutOfRangeException(nameof(logHeight), logHeight, $"expected {string.Join(", ", Heights.SkipLast(1))} or {Heights[^1]}");
        return CreateVerifyingKey(new ProgramTables(program), logHeight, threads, cancellation);
    }

    /// <summary>
    /// The key of a program that a proof is verified with, by the key that the proof claims to be for, which may be anybody's: that of the claimed height, if the
    /// program has one, else that of medium runs.
    /// </summary>
    public static VerifyingKey CreateVerifyingKey(ProgramImage program, VerifyingKey claimed, int threads, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        var tables = new ProgramTables(program);
        return CreateVerifyingKey(tables, HeightOfKey(tables, claimed.LogHeight), threads, cancellation);
    }

    /// <summary>The claimed height, if the program has a key of it, else that of medium runs.</summary>
    public static int HeightOfKey(ProgramTables program, int claimed) =>
        Heights.Contains(claimed) && (claimed != SmallLogHeight || HasSmallKey(program)) ? claimed : LogHeight;

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
            : $"the proof is for a key of height {claimed.LogHeight} ({RunsOf(claimed.LogHeight)}), this key has height {expected.LogHeight} ({RunsOf(expected.LogHeight)}); "
                + $"'zkfp vk --height {claimed.LogHeight}' makes the other one, and with the program itself (--elf) no key is needed";
    }

    private static string RunsOf(int logHeight) => logHeight switch
    {
        SmallLogHeight => "short runs",
        LargeLogHeight => "long runs",
        _ => "medium runs",
    };

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
