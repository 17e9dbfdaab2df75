using System.Text;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Transcript;

namespace Zkfp.Verifier.Arithmetic;

/// <summary>The transcript of docs/protocol.md §3 over any arithmetic; over field elements it equals <see cref="Transcript"/>.</summary>
public sealed class VerifierTranscript<TArithmetic, TBase, TExt, TIndex>
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

    /// <summary>Absorbs base values.</summary>
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

    /// <summary>Absorbs an integer that shape, key or protocol fix.</summary>
    public void Observe(string label, int value) => Observe(label, [_a.Constant(new KoalaBear((ulong)value))]);

    /// <summary>Absorbs an extension value.</summary>
    public void Observe(string label, TExt value)
    {
        Span<TBase> c = stackalloc TBase[KoalaBear5.Degree];
        _a.Decompose(value, c);
        Observe(label, c);
    }

    /// <summary>Squeezes an extension value.</summary>
    public TExt Sample(string label)
    {
        Span<TBase> c = stackalloc TBase[KoalaBear5.Degree];
        for (int i = 0; i < c.Length; i++) c[i] = Squeeze();
        if (_observer is not null) Report(label, c, true);
        return _a.Compose(c);
    }

    /// <summary>Squeezes the low bits of one base value.</summary>
    public TIndex SampleBits(string label, int bits) => _a.LowBits(SampleBase(label), bits);

    /// <summary>Checks a proof of work of <paramref name="bits"/> bits; with 0 bits the nonce must be zero.</summary>
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
