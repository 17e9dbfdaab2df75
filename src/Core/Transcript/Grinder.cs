using Zkfp.Core.Field;
using Zkfp.Core.Parallel;

namespace Zkfp.Core.Transcript;

/// <summary>Proof-of-work search for <see cref="Transcript.CheckGrind"/>.</summary>
public static class Grinder
{
    /// <summary>
    /// Finds the lowest nonce whose check has <paramref name="bits"/> zero bits, absorbs it and consumes the check, as the verifier's CheckGrind
    /// will. With 0 bits nothing happens and the nonce is zero.
    /// </summary>
    public static KoalaBear Grind(Transcript transcript, string label, int bits, WorkerPool pool, CancellationToken cancellation = default)
    {
        KoalaBear nonce = Search(transcript, bits, pool, cancellation);
        if (!transcript.CheckGrind(label, nonce, bits)) throw new InvalidOperationException($"Nonce {nonce} fails its own check of {bits} bits.");
        return nonce;
    }

    /// <summary>The lowest nonce that <see cref="Transcript.CheckGrind"/> would accept; the transcript is not changed.</summary>
    public static KoalaBear Search(Transcript transcript, int bits, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bits, (uint)KoalaBear.TwoAdicity, nameof(bits));
        return bits == 0 ? KoalaBear.Zero : transcript.SearchNonce(bits, pool, cancellation);
    }
}
