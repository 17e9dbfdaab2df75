using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;

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
/// Labels are for observers and messages alone; they are not absorbed.
/// </summary>
public sealed class Transcript
{
    /// <summary>Elements absorbed per permutation; the rate's last holds their number.</summary>
    public const int InputRate = FieldHash.Rate - 1;

    private readonly KoalaBear[] _state = new KoalaBear[Poseidon2.Width];
    private readonly KoalaBear[] _input = new KoalaBear[InputRate];
    private readonly ITranscriptObserver? _observer;
    private int _inputCount;
    private int _outputLeft;

    /// <summary>Starts a transcript; the domain string (ASCII, one element per byte, length first) is absorbed.</summary>
    public Transcript(string domain, ITranscriptObserver? observer = null)
    {
        _observer = observer;
        byte[] bytes = Encoding.ASCII.GetBytes(domain);
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
    }

    /// <summary>Absorbs base-field elements.</summary>
    public void Observe(string label, ReadOnlySpan<KoalaBear> elements)
    {
        _observer?.OnObserve(label, elements);
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

    /// <summary>Absorbs a digest.</summary>
    public void Observe(string label, in Digest digest) => Observe(label, (ReadOnlySpan<KoalaBear>)digest);

    /// <summary>Squeezes one base-field element.</summary>
    public KoalaBear SampleBase(string label)
    {
        KoalaBear r = Squeeze();
        _observer?.OnSample(label, [r]);
        return r;
    }

    /// <summary>Squeezes an extension element: five base elements, constant first.</summary>
    public KoalaBear5 Sample(string label)
    {
        Span<KoalaBear> c = stackalloc KoalaBear[KoalaBear5.Degree];
        for (int i = 0; i < c.Length; i++) c[i] = Squeeze();
        _observer?.OnSample(label, c);
        return KoalaBear5.FromCoefficients(c);
    }

    /// <summary>
    /// Squeezes an integer of <paramref name="bits"/> ≤ 24 bits: the low bits of one element's canonical value. Since p − 1 is a
    /// multiple of 2²⁴, every value has probability 2^−bits up to 2⁻³¹.
    /// </summary>
    public int SampleBits(string label, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bits, (uint)KoalaBear.TwoAdicity);
        return (int)(SampleBase(label).Value & ((1u << bits) - 1));
    }

    /// <summary>
    /// Absorbs a proof-of-work nonce and squeezes its check: true when <paramref name="bits"/> bits are zero. With 0 bits nothing
    /// is absorbed or squeezed and the nonce must be zero.
    /// </summary>
    public bool CheckGrind(string label, KoalaBear nonce, int bits)
    {
        if (bits == 0) return nonce == KoalaBear.Zero;
        Observe(label, nonce);
        return SampleBits(label, bits) == 0;
    }

    /// <summary>The state as a nonce search needs it: a copy without an observer.</summary>
    public Transcript Fork() => new(this);

    /// <summary>
    /// The state elements that a grind permutes, and the position that the nonce overwrites: P of the state with the nonce
    /// at that position yields the check as its element <c>Rate − 1</c>.
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
