using System.Numerics;
using System.Text.Json;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;
using Zkfp.Settlement.Roles;

namespace Zkfp.Rollup.Tests.Settlement;

/// <summary>Transactions on a real node.</summary>
public sealed class L1Tests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-l1-").FullName;
    private readonly Secp256k1Key _key = new([.. Enumerable.Repeat((byte)3, 32)]);
    private AnvilNode _node = null!;

    // init code whose contract returns its input, but reverts with Error 0x12345678 where it is empty
    private static readonly byte[] s_code = Hex.Parse("0x601c600c600039601c6000f3" + "36601257" + "6312345678"
        + "60e01b5f52" + "60045ffd" + "5b365f5f37365ff3" + "00000000");

    public async Task InitializeAsync()
    {
        if (SharedData.Anvil is not { } anvil) return;
        _node = await AnvilNode.StartAsync(anvil, 1_800_000_000);
        await _node.L1.AskAsync("anvil_setBalance", _key.Address.ToString(), "0x3635c9adc5dea00000");
    }

    public Task DisposeAsync()
    {
        _node?.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private RoleStore Store() => new(Path.Combine(_folder, "sender.db"));

    private TransactionSender Sender(RoleStore store) => new(_node.L1, store, _key, 31337);

    [AnvilFact]
    public async Task A_purpose_is_served_once_over_restarts()
    {
        Address contract;
        L1Receipt first;
        using (RoleStore store = Store())
        {
            contract = (await Sender(store).SendAsync("deploy", null, s_code)).Created!.Value;
            first = await Sender(store).SendAsync("call", contract, [1, 2, 3, 4]);
        }

        using RoleStore again = Store();
        L1Receipt second = await Sender(again).SendAsync("call", contract, [1, 2, 3, 4]);
        Assert.Equal((first.Block, first.BlockHash), (second.Block, second.BlockHash));
        Assert.Equal(2ul, await _node.L1.NonceAsync(_key.Address));
        Assert.Equal(first.Block, again.Find("call")!.Block);
        Assert.Equal(Deployment.Created(_key.Address, 0), contract);
    }

    [AnvilFact]
    public async Task What_was_stored_and_not_sent_is_sent_byte_for_byte()
    {
        using RoleStore store = Store();
        await _node.L1.AskAsync("evm_setAutomine", false);
        TransactionSender hasty = new(_node.L1, store, _key, 31337) { Patience = TimeSpan.FromMilliseconds(100) };
        await Assert.ThrowsAsync<TimeoutException>(() => hasty.SendAsync("deploy", null, s_code));
        StoredTransaction stored = store.Find("deploy")!;

        // the node forgets it, as after a restart; the sender does not
        await _node.L1.AskAsync("anvil_dropAllTransactions");
        await _node.L1.AskAsync("evm_setAutomine", true);
        L1Receipt receipt = await Sender(store).SendAsync("deploy", null, [0xfe]);
        Assert.Equal(stored.Hash, receipt.BlockHash == default ? default : store.Find("deploy")!.Hash);
        Assert.Equal(Deployment.Created(_key.Address, stored.Nonce), receipt.Created);
        Assert.Equal(stored.Raw, store.Find("deploy")!.Raw);
    }

    [AnvilFact]
    public async Task What_is_stuck_is_signed_again_with_the_same_nonce_and_higher_fees()
    {
        using RoleStore store = Store();
        await _node.L1.AskAsync("evm_setAutomine", false);
        TransactionSender sender = new(_node.L1, store, _key, 31337) { RaiseAfter = TimeSpan.FromMilliseconds(300), Patience = TimeSpan.FromMinutes(2) };
        Task<L1Receipt> sending = sender.SendAsync("deploy", null, s_code);
        while (store.Versions("deploy").Count < 3) await Task.Delay(50);
        await _node.L1.AskAsync("evm_mine");
        L1Receipt receipt = await sending;
        await _node.L1.AskAsync("evm_setAutomine", true);

        // one of the versions is in a block, and one alone can be
        Assert.Equal(1ul, await _node.L1.NonceAsync(_key.Address));
        Assert.Equal(Deployment.Created(_key.Address, 0), receipt.Created);
        Transaction last = Transaction.Decode(store.Find("deploy")!.Raw);
        Assert.Equal(0ul, last.Nonce);
        Assert.True(last.MaxPriorityFeePerGas >= 1_562_500_000, $"{last.MaxPriorityFeePerGas}");

        // nor does it pay more than it may
        await _node.L1.AskAsync("evm_setAutomine", false);
        TransactionSender thrifty = new(_node.L1, store, _key, 31337)
        {
            RaiseAfter = TimeSpan.FromMilliseconds(50),
            Patience = TimeSpan.FromSeconds(1),
            MaxFee = 1,
        };
        await Assert.ThrowsAsync<TimeoutException>(() => thrifty.SendAsync("call", receipt.Created, [1]));
        Assert.Single(store.Versions("call"));
    }

    [AnvilFact]
    public async Task What_a_reorganisation_takes_away_is_sent_again()
    {
        using RoleStore store = Store();
        TransactionSender sender = Sender(store);
        Address contract = (await sender.SendAsync("deploy", null, s_code)).Created!.Value;
        string snapshot = (await _node.L1.AskAsync("evm_snapshot"))!.Value.GetString()!;
        L1Receipt first = await sender.SendAsync("call", contract, [1, 2, 3, 4]);
        await sender.SendAsync("call 2", contract, [5]);
        Assert.Equal(0, await sender.ResumeAsync());
        await _node.L1.AskAsync("evm_revert", snapshot);
        await _node.L1.AskAsync("anvil_dropAllTransactions");
        await _node.L1.AskAsync("evm_increaseTime", 100);
        Assert.Null(await _node.L1.ReceiptAsync(store.Find("call")!.Hash));
        Assert.Equal(2, await sender.ResumeAsync());
        L1Receipt second = await sender.SendAsync("call", contract, [9, 9, 9, 9]);
        Assert.NotEqual(first.BlockHash, second.BlockHash);
        Assert.Equal(3ul, await _node.L1.NonceAsync(_key.Address));
        Assert.Single(store.Versions("call"));
    }

    [AnvilFact]
    public async Task Stored_transactions_behind_a_gap_are_sent_in_order()
    {
        using RoleStore store = Store();
        await _node.L1.AskAsync("evm_setAutomine", false);
        TransactionSender hasty = new(_node.L1, store, _key, 31337) { Patience = TimeSpan.FromMilliseconds(50) };
        await Assert.ThrowsAsync<TimeoutException>(() => hasty.SendAsync("deploy", null, s_code));
        await Assert.ThrowsAsync<TimeoutException>(() => hasty.SendAsync("other", _key.Address, []));
        await _node.L1.AskAsync("anvil_dropAllTransactions"); // as if the role had been killed between storing and sending
        await _node.L1.AskAsync("evm_setAutomine", true);
        Assert.Equal(2, await Sender(store).ResumeAsync());
        Assert.Equal(2ul, await _node.L1.NonceAsync(_key.Address));
    }

    /// <summary>Who asks for it waits until a block holds what was sent again, and not longer than asked for.</summary>
    [AnvilFact]
    public async Task Sending_again_waits_for_the_block()
    {
        using RoleStore store = Store();
        string snapshot = (await _node.L1.AskAsync("evm_snapshot"))!.Value.GetString()!;
        await Sender(store).SendAsync("deploy", null, s_code);
        await _node.L1.AskAsync("evm_revert", snapshot);
        await _node.L1.AskAsync("anvil_dropAllTransactions");
        await _node.L1.AskAsync("evm_setAutomine", false);
        Task<int> waits = Sender(store).ResumeAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await Sender(store).ResumeAsync()); // sent, and no block yet
        Assert.Equal(1, await Sender(store).ResumeAsync(TimeSpan.FromMilliseconds(50)));
        Assert.Null(await _node.L1.ReceiptAsync(store.Find("deploy")!.Hash));
        Assert.False(waits.IsCompleted);
        await _node.L1.AskAsync("evm_mine");
        Assert.Equal(1, await waits);
        Assert.NotNull(await _node.L1.ReceiptAsync(store.Find("deploy")!.Hash));
    }

    [AnvilFact]
    public async Task What_would_revert_is_not_sent_and_says_why()
    {
        using RoleStore store = Store();
        Address contract = (await Sender(store).SendAsync("deploy", null, s_code)).Created!.Value;
        L1RevertException e = await Assert.ThrowsAsync<L1RevertException>(() => Sender(store).SendAsync("bad", contract, []));
        Assert.Equal([0x12, 0x34, 0x56, 0x78], e.Error);
        Assert.Null(store.Find("bad"));
        Assert.Equal(1ul, await _node.L1.NonceAsync(_key.Address));
        Assert.Equal(Hash256.EmptyTrie, (await _node.L1.CallAsync(contract, Hash256.EmptyTrie.ToArray())).Word(0));
    }

    [AnvilFact]
    public async Task Blobs_are_taken_by_a_node_of_Osaka()
    {
        if (Kzg.Folder is null) return; // KzgTests says that it is not built
        using Kzg kzg = Kzg.Load();
        byte[] payload = new byte[Blob.Payload + 100];
        new Random(1).NextBytes(payload);
        BlobSidecar sidecar = BlobSidecar.Create(kzg, Blob.Pack(payload));
        Assert.Equal(2 * Kzg.Cells, sidecar.CellProofs.Count);
        using RoleStore store = Store();
        L1Receipt receipt = await Sender(store).SendAsync("blobs", _key.Address, [], sidecar);
        Assert.True(receipt.Success);
        JsonElement transaction = (await _node.L1.AskAsync("eth_getTransactionByHash", store.Find("blobs")!.Hash.ToString()))!.Value;
        Assert.Equal("0x3", transaction.GetProperty("type").GetString());
        Assert.Equal(sidecar.VersionedHashes.Select(static hash => hash.ToString()),
            transaction.GetProperty("blobVersionedHashes").EnumerateArray().Select(static x => x.GetString()));
        Assert.Throws<ArgumentException>(() => sidecar.Wrap(new Transaction { Type = TransactionType.Blob, BlobVersionedHashes = [Hash256.Zero] }));
        BigInteger balance = await _node.L1.BalanceAsync(_key.Address);
        Assert.True(balance < BigInteger.Pow(10, 21) - (2 * 131_072));
    }
}
