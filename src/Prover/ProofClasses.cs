using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Planning;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Prover;

/// <summary>
/// The classes that this prover uses: two small ones (15 main columns and 2^(h + 3) local messages, 30 and 2^(h + 4)), the usual one (45 and
/// 2^(h + 5)), and others for shards whose rows have many cells for their messages (calls of primitives) or that were cut too late. A verifier takes any; few
/// of them keep the number of recursion circuits small. Main widths fill blocks of the hash, and the usual three matrices have 48 columns together.
/// </summary>
internal static class ProofClasses
{
    /// <summary>The smallest class for a key with room for so many cells and leaves of a scope.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ProofClass Smallest(MachineDefinition machine, VerifyingKey key, long mainCells, long boundaryCells, long leaves)
    {
        int h = key.LogHeight, main = HashBlock, m = h + ShardSize.LogMessagesPerRow - 1;
        while (mainCells > (long)main << h || leaves > 1L << m - 1)
        {
            // Beyond the usual class, what does not fit grows alone: a shard that is little too large costs little more.
            bool usual = main >= ShardSize.MainWidth, wider = mainCells > (long)main << h, more = leaves > 1L << m - 1;
            if (!usual || wider) main += HashBlock;
            if (!usual || more) m++;
        }

        // From there on cells may come alone, too: rows of Keccak have hundreds for a message.
        while (main >= ShardSize.MainWidth && m > h + LeastLogMessagesPerRow + 1 && leaves <= 1L << m - 2) m--;

        var result = new ProofClass(h, main, BoundaryWidth(machine, h, boundaryCells), key.PreprocessedWidth, m);
        string error = ClassLayout.Check(machine, result);
        return error.Length == 0 ? result : throw new ArgumentException($"No class holds {mainCells} main cells, {boundaryCells} boundary cells and {leaves} leaves: {error}");
    }

    /// <summary>Width of the boundary matrix with so many cells.</summary>
    public static int BoundaryWidth(MachineDefinition machine, int logHeight, long cells)
    {
        bool any = false;
        foreach (AirProgram t in machine.Tables) any |= t.CountColumns(ColumnKind.Boundary) != 0;
        if (!any) return 0;
        int width = 1;
        while (cells > (long)width << logHeight) width *= 4;
        return width;
    }

    /// <summary>Width of the preprocessed matrix with so many cells.</summary>
    public static int PreprocessedWidth(MachineDefinition machine, int logHeight, long cells)
    {
        bool any = false;
        foreach (AirProgram t in machine.Tables) any |= ClassLayout.HasPreprocessed(t);
        if (!any) return 0;
        if (machine.IsStatic) return (int)(cells + (1L << logHeight) - 1 >> logHeight);
        int width = 2;
        while (cells > (long)width << logHeight) width *= 2;
        return width;
    }

    // log₂ of the local messages of a row of the matrices, at least.
    private const int LeastLogMessagesPerRow = 1;

    private const int HashBlock = Core.Hash.FieldHash.Rate;
}
