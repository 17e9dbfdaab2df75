using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Layout;

/// <summary>
/// The shape of the proofs of a static machine (<see cref="MachineDefinition.IsStatic"/>): rows from the key, the narrowest matrices that hold their columns and
/// the smallest tree that holds their messages. No proof says any of it.
/// </summary>
public static class StaticShape
{
    /// <summary>The shape of a key's proofs.</summary>
    public static Shape Of(MachineDefinition machine, VerifyingKey key) => Of(machine, key.LogHeight, key.PreprocessedRows);

    /// <summary>The shape with 2^<paramref name="logHeight"/> rows to a matrix and so many rows of the positions with preprocessed columns.</summary>
    /// <exception cref="ArgumentException">The machine is not static, or a matrix or tree of that size is none of the protocol.</exception>
    public static Shape Of(MachineDefinition machine, int logHeight, IReadOnlyList<int> preprocessedRows)
    {
        if (!machine.IsStatic) throw new ArgumentException($"The rows of {machine.Name} are data.", nameof(machine));
        TablePosition[] positions = TablePosition.All(machine);
        var rows = new int[positions.Length];
        long main = 0, preprocessed = 0, messages = 0;
        foreach (TablePosition p in positions)
        {
            int n = rows[p.Number] = p.KeyIndex >= 0 ? preprocessedRows[p.KeyIndex] : 1 << p.Air.FixedLogHeight!.Value;
            if (n == 0) continue;
            int k = ClassLayout.LogHeightOf(n);
            main += (long)p.MainColumns << k;
            preprocessed += (long)p.PreprocessedColumns << k;
            messages += (long)p.LocalInteractions << k;
        }

        int logLeaves = Math.Max(logHeight, ClassLayout.CeilLog2(messages)) + 1;
        var c = new ProofClass(logHeight, Columns(main, logHeight), 0, Columns(preprocessed, logHeight), logLeaves);
        string error = ClassLayout.Check(machine, c);
        return error.Length == 0 ? new Shape(c, rows) : throw new ArgumentException(error, nameof(preprocessedRows));
    }

    // Matrices of 2^h rows for so many cells.
    private static int Columns(long cells, int logHeight) => (int)(cells + (1L << logHeight) - 1 >> logHeight);
}
