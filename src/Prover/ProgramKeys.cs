using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Verifier.Keys;
using GlobalMessage = Zkfp.Verifier.Keys.GlobalMessage;

namespace Zkfp.Prover;

/// <summary>Makes the keys of MIPS programs.</summary>
public static class ProgramKeys
{
    /// <summary>
    /// h of every program's key: committed matrices have 2^19 rows. A shard of 2^25 cells then has rows of 64 words, for which leaf hashing, openings and
    /// the WHIR rounds are in balance.
    /// </summary>
    public const int LogHeight = 19;

    /// <summary>The verifying key of a program; 0 threads: all processors.</summary>
    public static VerifyingKey CreateVerifyingKey(ProgramImage program, int threads = 0, CancellationToken cancellation = default)
    {
        using IProverBackend backend = CpuBackend.Create(threads);
        using ProvingKey key = CreateProvingKey(new ProgramTables(program), backend, LogHeight, cancellation);
        return key.VerifyingKey;
    }

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

            var messages = new List<GlobalMessage>();
            foreach (MipsVm.Machine.GlobalMessage m in program.GlobalMessages)
                messages.Add(new GlobalMessage(m.IsPush, m.Bus.Tag, Array.ConvertAll(m.Fields, f => new KoalaBear(f))));
            return ProvingKey.Create(
                program.Machine.Definition, logHeight, program.EntryPc, program.EntryNpc, preprocessed, messages, backend, cancellation);
        }
        finally
        {
            foreach (TraceTable? t in preprocessed) t?.Dispose();
        }
    }
}
