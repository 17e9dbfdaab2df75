using System.Security.Cryptography;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Machine;

namespace Zkfp.Prover.Runs;

/// <summary>The shards of an executed MIPS program.</summary>
internal sealed class MipsShardSource(ExecutionPipeline pipeline, byte[] identity, int threads) : IShardSource
{
    private readonly ExecutionPipeline _pipeline = pipeline;
    private readonly ShardTracer _tracer = new(pipeline.Program, threads);

    /// <inheritdoc/>
    public byte[] Identity { get; } = identity;

    /// <inheritdoc/>
    public IEnumerable<IShardJob> Shards(CancellationToken cancellation)
    {
        for (int i = 1; i <= _pipeline.ShardCount; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new Job(this, i);
        }
    }

    private sealed class Job(MipsShardSource source, int index) : IShardJob
    {
        public int Index => index;

        public bool IsLast => index == source._pipeline.ShardCount;

        public long Cycles => source._pipeline.Instructions(index);

        public ShardTrace BoundaryTrace() => source._pipeline.TraceBoundary(index);

        public ShardTrace Trace() => source._pipeline.Trace(index, source._tracer);
    }
}

/// <summary>Hashes the answers to all HINTs: with the program they determine the run.</summary>
internal sealed class HashingHost(IHost inner) : IHost, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public uint Hint(uint service, uint argument, IMemoryReader memory)
    {
        uint answer = inner.Hint(service, argument, memory);
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes, answer);
        _hash.AppendData(bytes);
        return answer;
    }

    /// <summary>The hash of all answers so far.</summary>
    public byte[] Digest() => _hash.GetCurrentHash();

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
