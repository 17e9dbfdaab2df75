using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;

namespace Zkfp.Verifier.Arithmetic;

/// <summary>What the verifier of a shard does with its transcript.</summary>
public interface IVerifierTranscript<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>Absorbs base values.</summary>
    void Observe(string label, ReadOnlySpan<TBase> elements);

    /// <summary>Absorbs an integer that shape, key or protocol fix.</summary>
    void Observe(string label, int value);

    /// <summary>Absorbs an extension value.</summary>
    void Observe(string label, TExt value);

    /// <summary>Absorbs the root of a tree of the proof's hash.</summary>
    void ObserveRoot(string label, ReadOnlySpan<TBase> root);

    /// <summary>Squeezes an extension value.</summary>
    TExt Sample(string label);

    /// <summary>Squeezes <paramref name="bits"/> bits.</summary>
    TIndex SampleBits(string label, int bits);

    /// <summary>Checks a proof of work of <paramref name="bits"/> bits; with 0 bits the nonce must be zero.</summary>
    bool CheckGrind(string label, TBase nonce, int bits);
}

/// <summary>The transcript of docs/protocol.md §3 over any arithmetic; over field elements it equals <see cref="Transcript"/>.</summary>
public sealed class VerifierTranscript<TArithmetic, TBase, TExt, TIndex> : IVerifierTranscript<TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private readonly TArithmetic _a;
    private readonly ITranscriptObserver? _observer;
    private readonly TBase[] _state = new TBase[Poseidon2.Width];
    private readonly TBase[] _input = new TBase[Transcript.InputRate];
    private int _inputCount;
    private int _outputLeft;

    /// <summary>Starts a transcript by absorbing the domain string.</summary>
    public VerifierTranscript(TArithmetic arithmetic, string domain, ITranscriptObserver? observer)
    {
        _a = arithmetic;
        _observer = observer;
        TBase zero = _a.Constant(KoalaBear.Zero);
        _state.AsSpan().Fill(zero);
        byte[] bytes = Encoding.ASCII.GetBytes(domain);
        var elements = new TBase[bytes.Length + 1];
        elements[0] = _a.Constant(new KoalaBear((ulong)bytes.Length));
        for (int i = 0; i < bytes.Length; i++) elements[i + 1] = _a.Constant(new KoalaBear(bytes[i]));
        Observe("domain", elements);
    }

    /// <inheritdoc/>
    public void Observe(string label, ReadOnlySpan<TBase> elements)
    {
        if (_observer is not null) Report(label, elements, false);
        foreach (TBase e in elements)
        {
            _input[_inputCount++] = e;
            _outputLeft = 0;
            if (_inputCount == Transcript.InputRate) Duplex();
        }
    }

    /// <inheritdoc/>
    public void Observe(string label, int value) => Observe(label, [_a.Constant(new KoalaBear((ulong)value))]);

    /// <inheritdoc/>
    public void Observe(string label, TExt value)
    {
        Span<TBase> c = stackalloc TBase[KoalaBear5.Degree];
        _a.Decompose(value, c);
        Observe(label, c);
    }

    /// <inheritdoc/>
    public void ObserveRoot(string label, ReadOnlySpan<TBase> root) => Observe(label, root);

    /// <inheritdoc/>
    public TExt Sample(string label)
    {
        Span<TBase> c = stackalloc TBase[KoalaBear5.Degree];
        for (int i = 0; i < c.Length; i++) c[i] = Squeeze();
        if (_observer is not null) Report(label, c, true);
        return _a.Compose(c);
    }

    /// <inheritdoc/>
    public TIndex SampleBits(string label, int bits) => _a.LowBits(SampleBase(label), bits);

    /// <inheritdoc/>
    public bool CheckGrind(string label, TBase nonce, int bits)
    {
        if (bits == 0) return _a.AssertEqual(nonce, _a.Constant(KoalaBear.Zero));
        Observe(label, [nonce]);
        return _a.AssertZero(SampleBits(label, bits));
    }

    /// <summary>Squeezes a base value.</summary>
    public TBase SampleBase(string label)
    {
        TBase r = Squeeze();
        if (_observer is not null) Report(label, [r], true);
        return r;
    }

    private TBase Squeeze()
    {
        if (_inputCount != 0 || _outputLeft == 0) Duplex();
        return _state[--_outputLeft];
    }

    private void Duplex()
    {
        Array.Copy(_input, _state, _inputCount);
        _state[Transcript.InputRate] = _a.Constant(new KoalaBear((ulong)_inputCount));
        _inputCount = 0;
        _a.Permute(_state);
        _outputLeft = FieldHash.Rate;
    }

    private void Report(string label, ReadOnlySpan<TBase> elements, bool sampled)
    {
        var values = new KoalaBear[elements.Length];
        for (int i = 0; i < values.Length; i++) values[i] = _a.ValueOf(elements[i]);
        if (sampled) _observer!.OnSample(label, values);
        else _observer!.OnObserve(label, values);
    }
}

/// <summary>The transcript of docs/protocol.md §15, which no circuit has.</summary>
public sealed class KeccakVerifierTranscript(string domain, ITranscriptObserver? observer) : IVerifierTranscript<KoalaBear, KoalaBear5, NativeIndex>
{
    private readonly Transcript _transcript = new(domain, observer, ProofHash.Keccak);

    /// <inheritdoc/>
    public void Observe(string label, ReadOnlySpan<KoalaBear> elements) => _transcript.Observe(label, elements);

    /// <inheritdoc/>
    public void Observe(string label, int value) => _transcript.Observe(label, value);

    /// <inheritdoc/>
    public void Observe(string label, KoalaBear5 value) => _transcript.Observe(label, value);

    /// <inheritdoc/>
    public void ObserveRoot(string label, ReadOnlySpan<KoalaBear> root) => _transcript.ObserveRoot(label, Digest.FromElements(root));

    /// <inheritdoc/>
    public KoalaBear5 Sample(string label) => _transcript.Sample(label);

    /// <inheritdoc/>
    public NativeIndex SampleBits(string label, int bits) => (uint)_transcript.SampleBits(label, bits);

    /// <inheritdoc/>
    public bool CheckGrind(string label, KoalaBear nonce, int bits) => _transcript.CheckGrind(label, nonce, bits);
}
