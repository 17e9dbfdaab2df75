using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Recursion.Witness;

/// <summary>What a prover supplies for a circuit: values of its inputs in order, and for each opened tree the siblings of each query from the leaves
/// up.</summary>
public sealed class Tape
{
    /// <summary>Inputs; those of fewer than five elements are followed by zeros.</summary>
    public List<KoalaBear5> Inputs { get; } = [];

    /// <summary>What the circuit states: the elements whose hash is its public values.</summary>
    public KoalaBear[] Statement { get; set; } = [];

    /// <summary>By tree: siblings of query 0, of query 1, …</summary>
    public List<Digest[]> Siblings { get; } = [];
}
