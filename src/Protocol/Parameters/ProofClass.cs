using Zkfp.Protocol.Layout;

namespace Zkfp.Protocol.Parameters;

/// <summary>
/// The sizes of a shard proof that do not depend on what the shard did (docs/protocol.md §5): all lengths, rounds and proofs of work follow from machine and
/// class, so one program verifies all proofs of a class.
/// </summary>
/// <param name="LogHeight">h: log₂ of the rows of every round-0 matrix.</param>
/// <param name="MainWidth">Columns of the main matrix.</param>
/// <param name="BoundaryWidth">Columns of the boundary matrix; 0 if and only if no table has boundary columns.</param>
/// <param name="PreprocessedWidth">Columns of the preprocessed matrix; 0 if and only if no table has preprocessed columns.</param>
/// <param name="LogLeaves">m: log₂ of the GKR leaves; local and global ones have half of them each.</param>
public readonly record struct ProofClass(int LogHeight, int MainWidth, int BoundaryWidth, int PreprocessedWidth, int LogLeaves)
{
    /// <summary>Which layer's rates and folds; the verifier's choice, not the proof's.</summary>
    public ProofLayer Layer { get; init; }

    /// <summary>W: columns of the three matrices.</summary>
    public int Width => MainWidth + BoundaryWidth + PreprocessedWidth;

    /// <summary>w = ⌈log₂ W⌉.</summary>
    public int LogWidth => ClassLayout.CeilLog2(Width);

    /// <summary>Variables of the stacked polynomial.</summary>
    public int Variables => LogWidth + LogHeight;

    /// <summary>What is wrong with these numbers whatever the machine, or an empty string.</summary>
    public string Check()
    {
        int highest = LayerParameters.Of(Layer).MaxLogHeight;
        if (LogHeight < ProtocolParameters.MinLogHeight || LogHeight > highest)
            return $"log height {LogHeight}, expected {ProtocolParameters.MinLogHeight} to {highest}";
        if (MainWidth < 1 || BoundaryWidth < 0 || PreprocessedWidth < 0) return $"widths {MainWidth}, {BoundaryWidth}, {PreprocessedWidth}";
        int most = 1 << ProtocolParameters.MaxVariables - LogHeight;
        if (MainWidth > most || BoundaryWidth > most || PreprocessedWidth > most || Width > most)
            return $"widths {MainWidth}, {BoundaryWidth}, {PreprocessedWidth}, together at most {most} with 2^{LogHeight} rows";
        return LogLeaves <= LogHeight || LogLeaves > 1 + ProtocolParameters.MaxLogScopeLeaves
            ? $"2^{LogLeaves} leaves, expected more than 2^{LogHeight} and at most 2^{1 + ProtocolParameters.MaxLogScopeLeaves}" : "";
    }
}
