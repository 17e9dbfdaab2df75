using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Contracts;

/// <summary>What the contract verifies: proofs of a static machine with one key, whose root of the preprocessed matrix has 32 bytes.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Shape">Class and rows.</param>
/// <param name="Key">The key.</param>
/// <param name="Root">Root of its preprocessed matrix.</param>
/// <param name="BundlePlaces">How many claims are put under one root.</param>
internal sealed record LastProof(MachineDefinition Machine, Shape Shape, VerifyingKey Key, byte[] Root, int BundlePlaces)
{
    /// <summary>Heights and slots.</summary>
    public Fragment[] Fragments => ShardLayout.Create(Machine, Key, Shape, true).Fragments;

    /// <summary>The last proof for L1 of the recursion keys in this build.</summary>
    public static LastProof OfBuild()
    {
        RecursionSet set = RecursionSet.Default ?? throw new InvalidOperationException(RecursionSet.DefaultFault);
        KeySet keys = set.Keys;
        VerifyingKey key = keys.KeyOf(NodeKind.Final, KeySet.L1Number);
        var root = new byte[KeccakHash.Bytes];
        KeccakHash.Write(key.PreprocessedRoot, root);
        return new LastProof(keys.L1.Machine.Definition, keys.L1.Proof, key, root, set.Profile.BundlePlaces);
    }
}
