using FsCheck.Xunit;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests.Proofs;

/// <summary>A proof has one encoding: whatever is read is written as the same bytes, and nothing else is read.</summary>
public class ProofCodecTests
{
    private static readonly ToyProof s_toy = ToyProof.Make();
    private static readonly byte[] s_shard = ProofWriter.Write(ToyMachine.Machine, s_toy.Proof.Shards[0]);

    [Fact]
    public void A_shard_proof_survives_its_bytes()
    {
        Assert.True(ProofReader.TryReadShard(ToyMachine.Machine, s_toy.Key, s_shard, false, out ShardProof? proof, out _));
        Assert.Equal(s_shard, ProofWriter.Write(ToyMachine.Machine, proof));
    }

    [Property(MaxTest = 3000, Arbitrary = [typeof(Damage.Cases)])]
    public void Damaged_bytes_are_refused_or_are_another_proof(Damage damage)
    {
        byte[] damaged = damage.Apply(s_shard);
        if (ProofReader.TryReadShard(ToyMachine.Machine, s_toy.Key, damaged, false, out ShardProof? proof, out VerificationError? error))
        {
            Assert.Equal(damaged, ProofWriter.Write(ToyMachine.Machine, proof));
        }
        else
        {
            Assert.Null(proof);
            Assert.NotEqual(ErrorKind.None, error.Kind);
        }
    }
}
