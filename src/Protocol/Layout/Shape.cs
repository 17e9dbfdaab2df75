using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Layout;

/// <summary>What a shard proof says of its size (docs/protocol.md §5).</summary>
/// <param name="Class">Its class. Height and preprocessed width are those of the verifying key.</param>
/// <param name="Rows">Rows in use of each position of the machine; 0 where it is absent.</param>
public sealed record Shape(ProofClass Class, int[] Rows);
