using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels;
using Zkfp.Core.Kernels.Simd;
using Zkfp.Core.Parallel;

namespace Zkfp.Core.Hash;

/// <summary>
/// Many of <see cref="KeccakHash"/>'s hashes at once, on the calling thread. Digests in planes are their 32 bytes as eight little-endian words, one to a plane; the
/// ninth plane is not used.
/// </summary>
[SkipLocalsInit]
public static unsafe class KeccakKernels
{
    // Lanes of a block, and words: two to a lane.
    private const int RateLanes = Keccak.RateBytes / 8, RateWords = 2 * RateLanes;

    private const ulong LastBit = 1UL << 63;

    /// <summary>digests[i] = Leaf(row i) of a column-major matrix.</summary>
    public static void HashRows(BaseMatrix rows, DigestPlanes digests)
    {
        if (digests.Length != rows.Rows) throw new ArgumentException($"{digests.Length} digests for {rows.Rows} rows.", nameof(digests));
        int r = 0;
        if (Lanes512.IsSupported) r = HashRows<KeccakLanes512, Vector512<ulong>>(rows, digests, r);
        else if (Lanes256.IsSupported) r = HashRows<KeccakLanes256, Vector256<ulong>>(rows, digests, r);
        HashRows<KeccakLanes64, ulong>(rows, digests, r);
    }

    /// <summary>parents[i] = Node(children[2i], children[2i + 1]).</summary>
    public static void CompressLevel(DigestPlanes children, DigestPlanes parents)
    {
        if (children.Length != 2L * parents.Length)
            throw new ArgumentException($"{children.Length} children for {parents.Length} parents.", nameof(parents));
        int i = 0;
        if (Lanes512.IsSupported) i = CompressLevel<KeccakLanes512, Vector512<ulong>>(children, parents, i);
        else if (Lanes256.IsSupported) i = CompressLevel<KeccakLanes256, Vector256<ulong>>(children, parents, i);
        CompressLevel<KeccakLanes64, ulong>(children, parents, i);
    }

    /// <summary>A digest in planes.</summary>
    public static Digest Read(DigestPlanes digests, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)digests.Length, nameof(index));
        Span<byte> bytes = stackalloc byte[KeccakHash.Bytes];
        for (int k = 0; k < 8; k++) BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * k)..], digests.Pointer[k * digests.Stride + index]);
        return KeccakHash.Read(bytes);
    }

    /// <summary>Puts a digest into planes.</summary>
    public static void Write(DigestPlanes digests, int index, in Digest digest)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)digests.Length, nameof(index));
        Span<byte> bytes = stackalloc byte[KeccakHash.Bytes];
        KeccakHash.Write(digest, bytes);
        for (int k = 0; k < 8; k++) digests.Pointer[k * digests.Stride + index] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * k)..]);
    }

    /// <summary>
    /// The lowest value x for which H(state ‖ x ‖ <see cref="KeccakHash.GrindTag"/>), as a big-endian number, ends in <paramref name="bits"/> zero bits. Blocks of
    /// nonces are tried in rounds of one per thread, so the answer does not depend on their number.
    /// </summary>
    public static KoalaBear SearchNonce(ReadOnlySpan<byte> state, int bits, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, KeccakHash.Bytes, nameof(state));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bits, (uint)KoalaBear.TwoAdicity, nameof(bits));
        var start = new ulong[KeccakHash.Bytes / 8];
        for (int i = 0; i < start.Length; i++) start[i] = BinaryPrimitives.ReadUInt64LittleEndian(state[(8 * i)..]);
        ulong mask = (1UL << bits) - 1;
        return HashKernels.LowestNonce(bits, (first, end) => SearchBlock(start, mask, first, end), pool, cancellation);
    }

    private static long SearchBlock(ulong[] state, ulong mask, long first, long end)
    {
        if (Lanes512.IsSupported) return SearchBlock<KeccakLanes512, Vector512<ulong>>(state, mask, first, end);
        return Lanes256.IsSupported ? SearchBlock<KeccakLanes256, Vector256<ulong>>(state, mask, first, end) : SearchBlock<KeccakLanes64, ulong>(state, mask, first, end);
    }

    // The first good nonce of [first, end), or −1.
    internal static long SearchBlock<L, W>(ulong[] start, ulong mask, long first, long end)
        where L : struct, IKeccakLanes<W>
        where W : unmanaged
    {
        byte* raw = stackalloc byte[2 * Keccak.Lanes * sizeof(W) + 64];
        W* a = (W*)ExtWindow.Align(raw), b = a + Keccak.Lanes;
        uint* words = stackalloc uint[4 * L.Count];
        for (long x = first; x < end; x += L.Count)
        {
            // Nonce, tag, padding: the words of lane 4.
            for (int i = 0; i < L.Count; i++)
            {
                words[i] = BinaryPrimitives.ReverseEndianness((uint)(x + i));
                words[L.Count + i] = KeccakHash.GrindTag | (uint)Keccak.Padding << 8;
            }

            for (int k = 0; k < start.Length; k++) a[k] = L.Broadcast(start[k]);
            a[4] = L.Load(words, words + L.Count);
            for (int k = 5; k < Keccak.Lanes; k++) a[k] = L.Broadcast(k == RateLanes - 1 ? LastBit : 0);
            KeccakF<L, W>.Permute(a, b);
            L.Store(a[3], words + 2 * L.Count, words + 3 * L.Count);
            for (int i = 0; i < L.Count; i++)
            {
                ulong low = BinaryPrimitives.ReverseEndianness(words[2 * L.Count + i] | (ulong)words[3 * L.Count + i] << 32);
                if ((low & mask) == 0 && x + i < end) return x + i;
            }
        }

        return -1;
    }

    internal static int HashRows<L, W>(BaseMatrix rows, DigestPlanes digests, int start)
        where L : struct, IKeccakLanes<W>
        where W : unmanaged
    {
        byte* raw = stackalloc byte[2 * Keccak.Lanes * sizeof(W) + 64];
        W* a = (W*)ExtWindow.Align(raw), b = a + Keccak.Lanes;
        int r = start, width = rows.Columns;
        for (; r <= rows.Rows - L.Count; r += L.Count)
        {
            for (int k = 0; k < Keccak.Lanes; k++) a[k] = L.Broadcast(0);
            uint* row = rows.Pointer + r;
            int word = 0;
            for (; width - word >= RateWords; word += RateWords)
            {
                for (int k = 0; k < RateLanes; k++)
                {
                    uint* first = row + (long)(word + 2 * k) * rows.Stride;
                    a[k] = L.Xor(a[k], L.LoadElements(first, first + rows.Stride));
                }

                KeccakF<L, W>.Permute(a, b);
            }

            // What is left, then the tag, a byte 0, and the padding behind it.
            int left = width - word;
            for (int k = 0; k < left; k += 2)
            {
                uint* first = row + (long)(word + k) * rows.Stride;
                a[k / 2] = L.Xor(a[k / 2], L.LoadElements(first, k + 1 < left ? first + rows.Stride : null));
            }

            const ulong tag = KeccakHash.LeafTag | (ulong)Keccak.Padding << 8;
            a[left / 2] = L.Xor(a[left / 2], L.Broadcast((left & 1) == 0 ? tag : tag << 32));
            a[RateLanes - 1] = L.Xor(a[RateLanes - 1], L.Broadcast(LastBit));
            KeccakF<L, W>.Permute(a, b);
            StoreDigests<L, W>(a, digests, r);
        }

        return r;
    }

    internal static int CompressLevel<L, W>(DigestPlanes children, DigestPlanes parents, int start)
        where L : struct, IKeccakLanes<W>
        where W : unmanaged
    {
        byte* raw = stackalloc byte[2 * Keccak.Lanes * sizeof(W) + 64];
        W* a = (W*)ExtWindow.Align(raw), b = a + Keccak.Lanes;
        int i = start;
        for (; i <= parents.Length - L.Count; i += L.Count)
        {
            for (int k = 0; k < 4; k++)
            {
                uint* low = children.Pointer + 2 * k * children.Stride + 2 * (long)i;
                a[k] = L.LoadAlternate(low, low + children.Stride, false);
                a[4 + k] = L.LoadAlternate(low, low + children.Stride, true);
            }

            a[8] = L.Broadcast(KeccakHash.NodeTag | (ulong)Keccak.Padding << 8);
            for (int k = 9; k < Keccak.Lanes; k++) a[k] = L.Broadcast(k == RateLanes - 1 ? LastBit : 0);
            KeccakF<L, W>.Permute(a, b);
            StoreDigests<L, W>(a, parents, i);
        }

        return i;
    }

    private static void StoreDigests<L, W>(W* a, DigestPlanes digests, int at)
        where L : struct, IKeccakLanes<W>
        where W : unmanaged
    {
        for (int k = 0; k < 4; k++)
        {
            uint* low = digests.Pointer + 2 * k * digests.Stride + at;
            L.Store(a[k], low, low + digests.Stride);
        }
    }
}
