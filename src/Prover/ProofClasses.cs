using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
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
    /// <summary>The smallest class for a key with room for so many cells and leaves of a scope: of some, or of all that this prover uses.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="TraceException">None of some classes is large enough.</exception>
    public static ProofClass Smallest(
        MachineDefinition machine, VerifyingKey key, long mainCells, long boundaryCells, long leaves, IReadOnlyList<ProofClass>? among = null)
    {
        if (among is not null) return SmallestOf(among, key, mainCells, boundaryCells, leaves);
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

    // The boundary width is that of phase 1, which knows no main cells.
    private static ProofClass SmallestOf(
        IReadOnlyList<ProofClass> among, VerifyingKey key, long mainCells, long boundaryCells, long leaves)
    {
        int boundary = BoundaryWidth(among, key, boundaryCells);
        foreach (ProofClass c in among.OrderBy(c => c.MainWidth).ThenBy(c => c.LogLeaves))
            if (IsFor(c, key) && c.BoundaryWidth == boundary && mainCells <= (long)c.MainWidth << c.LogHeight && leaves <= 1L << c.LogLeaves - 1) return c;
        throw NoLeaf($"{mainCells} main cells, {boundaryCells} boundary cells and {leaves} messages");
    }

    /// <summary>Width of the boundary matrix with so many cells: of some classes the smallest.</summary>
    /// <exception cref="TraceException">None of them is wide enough.</exception>
    public static int BoundaryWidth(IReadOnlyList<ProofClass> among, VerifyingKey key, long cells)
    {
        int width = int.MaxValue;
        foreach (ProofClass c in among)
            if (IsFor(c, key) && cells <= (long)c.BoundaryWidth << c.LogHeight) width = Math.Min(width, c.BoundaryWidth);
        return width != int.MaxValue ? width : throw NoLeaf($"{cells} boundary cells");
    }

    private static bool IsFor(ProofClass c, VerifyingKey key) => c.LogHeight == key.LogHeight && c.PreprocessedWidth == key.PreprocessedWidth;

    private static TraceException NoLeaf(string what) =>
        new($"the run cannot become one proof: no leaf of these recursion keys takes a shard with {what}; a list of shards' proofs needs none");

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
        int width = 4;
        while (cells > (long)width << logHeight) width *= 4;
        return width;
    }

    // log₂ of the local messages of a row of the matrices, at least.
    private const int LeastLogMessagesPerRow = 1;

    private const int HashBlock = Core.Hash.FieldHash.Rate;
}
