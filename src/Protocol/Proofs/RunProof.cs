using Zkfp.Core.Field;
using Zkfp.Core.Hash;

namespace Zkfp.Protocol.Proofs;

/// <summary>The proof of a run: its shard proofs in order (docs/protocol.md §9).</summary>
/// <param name="KeyDigest">Digest of the verifying key that the proof is for.</param>
/// <param name="GammaNonce">Proof of work of §7.</param>
/// <param name="Shards">Shard proofs 1 … N.</param>
public sealed record RunProof(Digest KeyDigest, KoalaBear GammaNonce, ShardProof[] Shards);
