namespace Zkfp.Rollup.Types;

/// <summary>
/// What executing a block without a database takes, as <c>debug_executionWitness</c> gives it.
/// </summary>
/// <param name="State">RLP of trie nodes, any order.</param>
/// <param name="Codes">Contract codes, any order.</param>
/// <param name="Headers">RLP of ancestor headers, oldest first, the parent last.</param>
public sealed record ExecutionWitness(
    IReadOnlyList<ReadOnlyMemory<byte>> State, IReadOnlyList<ReadOnlyMemory<byte>> Codes, IReadOnlyList<ReadOnlyMemory<byte>> Headers)
{
    /// <summary>A witness of nothing.</summary>
    public static ExecutionWitness Empty { get; } = new([], [], []);
}
