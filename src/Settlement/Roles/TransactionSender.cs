using System.Numerics;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>
/// Sends one account's transactions, each for a purpose that is served once: what was signed for it before is sent again, byte for byte,
/// and what a block holds already is not sent at all. Fees are set when it is signed, with room for base fee and blob base fee to double;
/// what no block takes for a while is signed again with the same nonce and higher fees, so that one of the versions can be included, not two.
/// </summary>
public sealed class TransactionSender(L1Client l1, RoleStore store, Secp256k1Key key, ulong chainId)
{
    /// <summary>Blocks that a reorganisation may take away: what is in one of them is looked at again. Two epochs.</summary>
    public const ulong ReorgDepth = 64;

    private static readonly BigInteger s_tip = 1_000_000_000;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Who sends.</summary>
    public Address Account => key.Address;

    /// <summary>How long to wait for a block that holds it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait before fees are raised, by a quarter; of a transaction with blobs, as nodes demand, they are doubled.</summary>
    public TimeSpan RaiseAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Most that is paid for a unit of gas; fees are not raised beyond it.</summary>
    public BigInteger MaxFee { get; init; } = 1_000_000_000_000;

    /// <summary>The nonce of what was signed for a purpose, or null.</summary>
    public ulong? NonceOf(string purpose) => store.Find(purpose)?.Nonce;

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
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            StoredTransaction sent = store.Find(purpose) ?? await SignAsync(purpose, to, data, blobs, cancellation).ConfigureAwait(false);
            if (await FindReceiptAsync(purpose, cancellation).ConfigureAwait(false) is null) await l1.SendAsync(sent.Raw, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }

        var wait = TimeSpan.FromMilliseconds(20);
        DateTime end = DateTime.UtcNow + Patience, raise = DateTime.UtcNow + RaiseAfter;
        for (; ; wait = wait < TimeSpan.FromSeconds(2) ? 2 * wait : wait)
        {
            if (await FindReceiptAsync(purpose, cancellation).ConfigureAwait(false) is { } receipt)
            {
                store.Included(purpose, receipt.Block);
                if (receipt.Success) return receipt;
                throw new L1RevertException($"{purpose}: the transaction in block {receipt.Block} was reverted");
            }

            if (DateTime.UtcNow > end) throw new TimeoutException($"{purpose}: no block took the transaction within {Patience.TotalSeconds:0} s");
            if (DateTime.UtcNow > raise)
            {
                await RaiseAsync(store.Find(purpose)!, cancellation).ConfigureAwait(false);
                raise = DateTime.UtcNow + RaiseAfter;
            }

            await Task.Delay(wait, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The same, but where a block holds it and it was reverted it is signed anew. For calls alone that the contract takes once, whatever
    /// the number of transactions: both may run after a reorganisation.
    /// </summary>
    public async Task<L1Receipt> SendAnewAsync(string purpose, Address to, byte[] data, CancellationToken cancellation = default)
    {
        string name = purpose;
        for (int i = 1; store.Find(name) is not null; name = $"{purpose}~{i++}")
        {
            if (await FindReceiptAsync(name, cancellation).ConfigureAwait(false) is not { Success: false }) break;
        }

        return await SendAsync(name, to, data, null, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends again what no block holds: what was stored and not sent before a crash, and what a reorganisation took away. Without it a gap
    /// in the nonces would hold up all that follows.
    /// </summary>
    /// <param name="wait">How long to wait for blocks that hold them: what is drafted on a state that they are about to change, others refuse.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>How many were sent.</returns>
    public async Task<int> ResumeAsync(TimeSpan wait = default, CancellationToken cancellation = default)
    {
        DateTime end = DateTime.UtcNow + wait;
        ulong latest = (await l1.LatestAsync(cancellation).ConfigureAwait(false)).Number;
        List<string> sent = [];
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            foreach (StoredTransaction transaction in store.Unsettled(key.Address, latest < ReorgDepth ? 0 : latest - ReorgDepth))
            {
                L1Receipt? receipt = await FindReceiptAsync(transaction.Purpose, cancellation).ConfigureAwait(false);
                if (receipt?.Block != transaction.Block) store.Included(transaction.Purpose, receipt?.Block);
                if (receipt is not null) continue;
                await l1.SendAsync(transaction.Raw, cancellation).ConfigureAwait(false);
                sent.Add(transaction.Purpose);
            }
        }
        finally
        {
            _turn.Release();
        }

        foreach (string purpose in sent)
        {
            while (DateTime.UtcNow < end && await FindReceiptAsync(purpose, cancellation).ConfigureAwait(false) is null)
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation).ConfigureAwait(false);
        }

        return sent.Count;
    }

    private async Task<L1Receipt?> FindReceiptAsync(string purpose, CancellationToken cancellation)
    {
        foreach (Hash256 version in store.Versions(purpose))
        {
            if (await l1.ReceiptAsync(version, cancellation).ConfigureAwait(false) is { } receipt) return receipt;
        }

        return null;
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

    // The same transaction with higher fees, or the same bytes where they may not rise.
    private async Task RaiseAsync(StoredTransaction stuck, CancellationToken cancellation)
    {
        (Transaction old, byte[] rest) = BlobSidecar.Unwrap(stuck.Raw);
        BigInteger numerator = old.Type == TransactionType.Blob ? 8 : 5;
        Transaction raised = old with
        {
            MaxPriorityFeePerGas = Raised(old.MaxPriorityFeePerGas),
            MaxFeePerGas = Raised(old.MaxFeePerGas),
            MaxFeePerBlobGas = Raised(old.MaxFeePerBlobGas),
        };
        if (raised.MaxFeePerGas <= MaxFee)
        {
            raised = key.Sign(raised);
            byte[] raw = old.Type == TransactionType.Blob ? BlobSidecar.Wrap(raised, rest) : raised.Encode();
            stuck = stuck with { Hash = raised.Hash(), Raw = raw };
            store.Replace(stuck);
        }

        await l1.SendAsync(stuck.Raw, cancellation).ConfigureAwait(false);

        BigInteger Raised(BigInteger fee) => ((fee * numerator) + 3) / 4;
    }
}
