using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Parallel;

namespace Zkfp.Core.Transcript;

/// <summary>Receives each transcript event in order; used to print and to compare transcripts.</summary>
public interface ITranscriptObserver
{
    /// <summary>Elements were absorbed.</summary>
    void OnObserve(string label, ReadOnlySpan<KoalaBear> elements);

    /// <summary>Elements were squeezed.</summary>
    void OnSample(string label, ReadOnlySpan<KoalaBear> elements);
}

/// <summary>
/// The Fiat–Shamir transcript: a duplex sponge over Poseidon2 (width 24, rate 15). Observing fills an input buffer; the
/// permutation runs when it holds 14 elements, or when a sample is asked for while it is not empty or no output is left. A block of n
/// elements overwrites the first n elements of the rate, and n the last one, so blocks of different lengths never collide. The number is not
/// added to the capacity: an element there that takes 15 differences of a prover's choice would cost the collision bound 2.5 bits.
/// Labels are for observers and messages alone; they are not absorbed. Over Keccak it is the chain of docs/protocol.md §15.
/// </summary>
public sealed class Transcript
{
    /// <summary>Elements absorbed per permutation; the rate's last holds their number.</summary>
    public const int InputRate = FieldHash.Rate - 1;

    private readonly KoalaBear[] _state = new KoalaBear[Poseidon2.Width];
    private readonly KoalaBear[] _input = new KoalaBear[InputRate];
    private readonly ITranscriptObserver? _observer;
    private readonly KeccakChain? _chain;
    private int _inputCount;
    private int _outputLeft;

    /// <summary>Starts a transcript; the domain string (ASCII, one element per byte, length first; over Keccak its bytes) is absorbed.</summary>
    public Transcript(string domain, ITranscriptObserver? observer = null, ProofHash hash = ProofHash.Poseidon2)
    {
        _observer = observer;
        byte[] bytes = Encoding.ASCII.GetBytes(domain);
        if (hash == ProofHash.Keccak)
        {
            _chain = new KeccakChain(bytes);
            return;
        }

        var elements = new KoalaBear[bytes.Length + 1];
        elements[0] = new KoalaBear((ulong)bytes.Length);
        for (int i = 0; i < bytes.Length; i++) elements[i + 1] = new KoalaBear(bytes[i]);
        Observe("domain", elements);
    }

    private Transcript(Transcript other)
    {
        other._state.CopyTo(_state, 0);
        other._input.CopyTo(_input, 0);
        _inputCount = other._inputCount;
        _outputLeft = other._outputLeft;
        _chain = other._chain is null ? null : new KeccakChain(other._chain);
    }

    /// <summary>Absorbs base-field elements.</summary>
    public void Observe(string label, ReadOnlySpan<KoalaBear> elements)
    {
        _observer?.OnObserve(label, elements);
        if (_chain is not null)
        {
            _chain.Absorb(elements);
            return;
        }

        foreach (KoalaBear e in elements)
        {
            _input[_inputCount++] = e;
            _outputLeft = 0;
            if (_inputCount == InputRate) Duplex();
        }
    }

    /// <summary>Absorbs one base-field element.</summary>
    public void Observe(string label, KoalaBear element) => Observe(label, [element]);

    /// <summary>Absorbs a non-negative integer below p.</summary>
    public void Observe(string label, int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Observe(label, [new KoalaBear((ulong)value)]);
    }

    /// <summary>Absorbs an extension element as its five coefficients, constant first.</summary>
    public void Observe(string label, KoalaBear5 element)
    {
        Span<KoalaBear> c = stackalloc KoalaBear[KoalaBear5.Degree];
        element.CopyTo(c);
        Observe(label, c);
    }

    /// <summary>Absorbs extension elements in order.</summary>
    public void Observe(string label, ReadOnlySpan<KoalaBear5> elements)
    {
        foreach (KoalaBear5 e in elements) Observe(label, e);
    }

    /// <summary>Absorbs a digest of Poseidon2: nine elements.</summary>
    public void Observe(string label, in Digest digest) => Observe(label, (ReadOnlySpan<KoalaBear>)digest);

    /// <summary>Absorbs the root of a tree of the transcript's own hash.</summary>
    public void ObserveRoot(string label, in Digest root)
    {
        if (_chain is null)
        {
            Observe(label, root);
            return;
        }

        _observer?.OnObserve(label, root);
        _chain.Absorb(root);
    }

    /// <summary>Squeezes one base-field element; not over Keccak.</summary>
    public KoalaBear SampleBase(string label)
    {
        if (_chain is not null) throw new NotSupportedException("Over Keccak nothing is drawn from the base field.");
        KoalaBear r = Squeeze();
        _observer?.OnSample(label, [r]);
        return r;
    }

    /// <summary>Squeezes an extension element: five base elements, constant first.</summary>
    public KoalaBear5 Sample(string label)
    {
        Span<KoalaBear> c = stackalloc KoalaBear[KoalaBear5.Degree];
        if (_chain is not null) _chain.Sample(c);
        else
            for (int i = 0; i < c.Length; i++) c[i] = Squeeze();
        _observer?.OnSample(label, c);
        return KoalaBear5.FromCoefficients(c);
    }

    /// <summary>
    /// Squeezes an integer of <paramref name="bits"/> ≤ 24 bits: the low bits of one element's canonical value. Since p − 1 is a
    /// multiple of 2²⁴, every value has probability 2^−bits up to 2⁻³¹. Over Keccak they are bits of the state.
    /// </summary>
    public int SampleBits(string label, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bits, (uint)KoalaBear.TwoAdicity);
        if (_chain is null) return (int)(SampleBase(label).Value & ((1u << bits) - 1));
        int r = _chain.SampleBits(bits);
        _observer?.OnSample(label, [new KoalaBear((ulong)r)]);
        return r;
    }

    /// <summary>
    /// Absorbs a proof-of-work nonce and squeezes its check: true when <paramref name="bits"/> bits are zero. With 0 bits nothing
    /// is absorbed or squeezed and the nonce must be zero.
    /// </summary>
    public bool CheckGrind(string label, KoalaBear nonce, int bits)
    {
        if (bits == 0) return nonce == KoalaBear.Zero;
        if (_chain is not null)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bits, (uint)KoalaBear.TwoAdicity);
            _observer?.OnObserve(label, [nonce]);
            return _chain.CheckGrind(nonce, bits);
        }

        Observe(label, nonce);
        return SampleBits(label, bits) == 0;
    }

    /// <summary>The lowest nonce that <see cref="CheckGrind"/> would accept for 1 to 24 bits; nothing is absorbed.</summary>
    internal KoalaBear SearchNonce(int bits, WorkerPool pool, CancellationToken cancellation)
    {
        if (_chain is not null) return _chain.SearchNonce(bits, pool, cancellation);
        (KoalaBear[] state, int position) = GrindState();
        return HashKernels.SearchNonce(state, position, bits, pool, cancellation);
    }

    /// <summary>The state as a nonce search needs it: a copy without an observer.</summary>
    public Transcript Fork() => new(this);

    /// <summary>
    /// The state elements that a grind permutes, and the position that the nonce overwrites: P of the state with the nonce
    /// at that position yields the check as its element <c>Rate − 1</c>. Of the sponge.
    /// </summary>
    public (KoalaBear[] State, int NoncePosition) GrindState()
    {
        var state = (KoalaBear[])_state.Clone();
        int n = _inputCount;
        Array.Copy(_input, state, n);
        state[InputRate] = new KoalaBear((ulong)(n + 1));
        return (state, n);
    }

    private KoalaBear Squeeze()
    {
        if (_inputCount != 0 || _outputLeft == 0) Duplex();
        return _state[--_outputLeft];
    }

    private void Duplex()
    {
        Array.Copy(_input, _state, _inputCount);
        _state[InputRate] = new KoalaBear((ulong)_inputCount);
        _inputCount = 0;
        Poseidon2.Permute(_state);
        _outputLeft = FieldHash.Rate;
    }
}
