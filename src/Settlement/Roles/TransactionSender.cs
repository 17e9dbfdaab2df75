using System.Numerics;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>
/// Sends one account's transactions, each for a purpose that is served once: what was signed for it before is sent again, byte for byte,
/// and what a block holds already is not sent at all. Fees are set when it is signed, with room for base fee and blob base fee to double.
/// </summary>
public sealed class TransactionSender(L1Client l1, RoleStore store, Secp256k1Key key, ulong chainId)
{
    private static readonly BigInteger s_tip = 1_000_000_000;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Who sends.</summary>
    public Address Account => key.Address;

    /// <summary>How long to wait for a block that holds it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Sends and waits for a block.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="to">The contract, or null to create one.</param>
    /// <param name="data">The call, or init code.</param>
    /// <param name="blobs">What it carries.</param>
    /// <param name="cancellation">Stops waiting; the transaction stays sent.</param>
    /// <exception cref="L1RevertException">It would revert (then nothing is sent), or did.</exception>
    /// <exception cref="TimeoutException">No block took it. It stays stored, and is sent again by the next call.</exception>
    public async Task<L1Receipt> SendAsync(
        string purpose, Address? to, byte[] data, BlobSidecar? blobs = null, CancellationToken cancellation = default)
    {
        StoredTransaction sent;
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            sent = store.Find(purpose) ?? await SignAsync(purpose, to, data, blobs, cancellation).ConfigureAwait(false);
            if (await l1.ReceiptAsync(sent.Hash, cancellation).ConfigureAwait(false) is null) await l1.SendAsync(sent.Raw, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }

        var wait = TimeSpan.FromMilliseconds(20);
        for (DateTime end = DateTime.UtcNow + Patience; ; wait = wait < TimeSpan.FromSeconds(2) ? 2 * wait : wait)
        {
            if (await l1.ReceiptAsync(sent.Hash, cancellation).ConfigureAwait(false) is { } receipt)
            {
                store.Included(purpose, receipt.Block);
                if (receipt.Success) return receipt;
                throw new L1RevertException($"{purpose}: transaction {sent.Hash} in block {receipt.Block} was reverted");
            }

            if (DateTime.UtcNow > end) throw new TimeoutException($"{purpose}: no block took transaction {sent.Hash} within {Patience.TotalSeconds:0} s");
            await Task.Delay(wait, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<StoredTransaction> SignAsync(string purpose, Address? to, byte[] data, BlobSidecar? blobs, CancellationToken cancellation)
    {
        BigInteger gas = await l1.EstimateGasAsync(key.Address, to, data, blobs?.VersionedHashes, cancellation).ConfigureAwait(false);
        BlockHeader latest = await l1.LatestAsync(cancellation).ConfigureAwait(false);
        ulong nonce = Math.Max(await l1.NonceAsync(key.Address, cancellation).ConfigureAwait(false), store.NextNonce(key.Address));
        BigInteger blobFee = blobs is null ? 0 : s_tip + (2 * await l1.BlobBaseFeeAsync(cancellation).ConfigureAwait(false));
        Transaction transaction = key.Sign(new Transaction
        {
            Type = blobs is null ? TransactionType.DynamicFee : TransactionType.Blob,
            ChainId = chainId,
            Nonce = nonce,
            MaxPriorityFeePerGas = s_tip,
            MaxFeePerGas = (2 * latest.BaseFeePerGas) + s_tip,
            GasLimit = (ulong)(gas * 5 / 4),
            To = to,
            Data = data,
            MaxFeePerBlobGas = blobFee,
            BlobVersionedHashes = blobs?.VersionedHashes ?? [],
        });
        byte[] raw = blobs is null ? transaction.Encode() : blobs.Wrap(transaction);
        var stored = new StoredTransaction(purpose, key.Address, nonce, transaction.Hash(), raw, null);
        store.Add(stored);
        return stored;
    }
}
