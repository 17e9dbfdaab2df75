using System.Runtime.InteropServices;

namespace Zkfp.Native;

/// <summary>zkfp_statement.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Statement
{
    public uint Outcome;
    public uint HasDigest;
    public fixed byte OutputDigest[32];
    public ulong Instructions;

    public static void Write(Statement* target, ZkfpStatement s)
    {
        if (target is null) return;
        *target = new Statement { Outcome = s.OutcomeWord, HasDigest = s.OutputDigest is null ? 0u : 1u, Instructions = (ulong)(s.Instructions ?? 0) };
        s.OutputDigest?.Span.CopyTo(new Span<byte>(target->OutputDigest, 32));
    }
}

/// <summary>zkfp_input.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Input
{
    public byte** Arguments;
    public nuint ArgumentCount;
    public byte* Bytes;
    public nuint Length;
    public delegate* unmanaged[Cdecl]<void*, byte*, nuint, int> Output;
    public void* OutputContext;
    public delegate* unmanaged[Cdecl]<void*, byte*, byte*, nuint, long> Preimages;
    public void* PreimageContext;
}

/// <summary>zkfp_local.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Local
{
    private const nuint Most = 1 << 20;

    public ulong Index;
    public byte* Value;
    public nuint Length;

    public static Dictionary<ulong, byte[]> Read(Local* locals, nuint count)
    {
        if (count > Most) throw new ArgumentException($"more than {Most} locals");
        if (count != 0 && locals is null) throw new ArgumentException("locals is NULL");
        var read = new Dictionary<ulong, byte[]>();
        for (nuint i = 0; i < count; i++)
        {
            if (!read.TryAdd(locals[i].Index, Exports.Bytes(locals[i].Value, locals[i].Length, $"the value of local {locals[i].Index}").ToArray()))
                throw new ArgumentException($"local {locals[i].Index} is given twice");
        }

        return read;
    }
}

/// <summary>zkfp_blob_proof.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BlobProof
{
    private const int Length = 48;
    private const nuint Most = 1 << 20;

    public fixed byte Commitment[Length];
    public fixed byte Proof[Length];

    /// <summary>Looks a proof up by its commitment; the first that is given counts.</summary>
    public static Func<ReadOnlyMemory<byte>, byte[]?> Read(BlobProof* blobs, nuint count)
    {
        if (count > Most) throw new ArgumentException($"more than {Most} blobs");
        if (count != 0 && blobs is null) throw new ArgumentException("blobs is NULL");
        var read = new Dictionary<string, byte[]>();
        for (nuint i = 0; i < count; i++)
            read.TryAdd(Convert.ToHexString(new ReadOnlySpan<byte>(blobs[i].Commitment, Length)), new ReadOnlySpan<byte>(blobs[i].Proof, Length).ToArray());
        return commitment => read.GetValueOrDefault(Convert.ToHexString(commitment.Span));
    }
}

/// <summary>zkfp_find: a caller's function that knows preimages.</summary>
internal sealed unsafe class Found(delegate* unmanaged[Cdecl]<void*, byte*, byte*, nuint, long> find, void* context)
{
    private const int FirstSize = 1 << 16;

    /// <summary>The preimage of a key, or null.</summary>
    public byte[]? Look(ReadOnlyMemory<byte> key)
    {
        var buffer = new byte[FirstSize];
        while (true)
        {
            long length;
            fixed (byte* k = key.Span, b = buffer) length = find(context, k, b, (nuint)buffer.Length);
            if (length < 0) return null;
            if (length <= buffer.Length) return buffer[..(int)length];
            if (buffer.Length > FirstSize || length > Array.MaxLength)
                throw new ArgumentException($"a preimage of {length} bytes, of which {buffer.Length} were asked for");
            buffer = new byte[length];
        }
    }
}

/// <summary>An input as the library takes it.</summary>
internal sealed unsafe class GivenInput : IDisposable
{
    private const nuint MaxArguments = 1 << 20;

    private readonly UnmanagedMemoryStream? _stdin;

    public GivenInput(Input* given)
    {
        Input = new ZkfpInput();
        if (given is null) return;
        if (given->ArgumentCount > MaxArguments) throw new ArgumentException($"more than {MaxArguments} arguments");
        if (given->ArgumentCount != 0 && given->Arguments is null) throw new ArgumentException("arguments is NULL");
        var arguments = new string[given->ArgumentCount];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = Exports.Text(given->Arguments[i], $"argument {i}", mayBeEmpty: true) ?? throw new ArgumentException($"argument {i} is NULL");
        if (given->Length != 0)
        {
            if (given->Bytes is null) throw new ArgumentException("input is NULL");
            if (given->Length > long.MaxValue) throw new ArgumentException("input is longer than memory");
            _stdin = new UnmanagedMemoryStream(given->Bytes, (long)given->Length);
        }

        Stream? stdout = given->Output is null ? null : new CallbackStream(given->Output, given->OutputContext);
        Input = new ZkfpInput
        {
            Arguments = arguments,
            Stdin = _stdin,
            Stdout = stdout,
            Preimages = given->Preimages is null ? null : new Found(given->Preimages, given->PreimageContext).Look,
        };
    }

    public ZkfpInput Input { get; }

    public void Dispose() => _stdin?.Dispose();

    private sealed class CallbackStream(delegate* unmanaged[Cdecl]<void*, byte*, nuint, int> write, void* context) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
            // Each write has reached the callback.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            fixed (byte* p = buffer)
                if (write(context, p, (nuint)buffer.Length) != 0) throw new OperationCanceledException("the callback asked to stop");
        }
    }
}
