using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;
using Zkfp.Recursion.Machine;
using Zkfp.Recursion.Recording;

namespace Zkfp.Contracts;

/// <summary>What the contract verifies: proofs of a static machine with one key, whose root of the preprocessed matrix has 32 bytes.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Shape">Class and rows.</param>
/// <param name="KeyDigest">Digest of the key.</param>
/// <param name="Root">Root of its preprocessed matrix.</param>
internal sealed record LastProof(MachineDefinition Machine, Shape Shape, KoalaBear[] KeyDigest, byte[] Root)
{
    /// <summary>Heights and slots.</summary>
    public Fragment[] Fragments
    {
        get
        {
            VerifyingKey key = Key(Machine, Shape);
            return ShardLayout.Create(Machine, key, Shape, true).Fragments;
        }
    }

    /// <summary>The last proof of the recursion keys in this build.</summary>
    public static LastProof OfBuild()
    {
        KeySet keys = RecursionSet.Default?.Keys ?? throw new InvalidOperationException(RecursionSet.DefaultFault);
        Circuit circuit = FinalCircuit.Record(RecursionMachine.Fin1, keys.Shrink, keys.ShrinkRoot);
        CircuitShape shape = CircuitShape.Of(15, circuit, ProofLayer.Final);
        return new LastProof(RecursionMachine.Fin1.Definition, shape.Proof, new KoalaBear[9], new byte[32]);
    }

    // Layout needs the rows alone.
    private static VerifyingKey Key(MachineDefinition machine, Shape shape)
    {
        TablePosition[] positions = TablePosition.All(machine);
        int[] rows = [.. positions.Where(p => p.KeyIndex >= 0).Select(p => shape.Rows[p.Number])];
        return new VerifyingKey(machine.Digest, shape.Class.LogHeight, shape.Class.PreprocessedWidth, 0, 0, rows, default, []);
    }
}
