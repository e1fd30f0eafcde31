using System.IO.Compression;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Tensors;

public sealed class TorchFileTests : IDisposable
{
    // What PyTorch 1.13 saves of {'epoch': 3, 'args': argparse.Namespace(lr=.1), 'state_dict': five tensors, 'optimizer': {...}}, packed: of
    // arange(6.) as a parameter (2, 3) and as its transpose (3, 2), which share a storage, 7, halves 1.5 and -2, and true and false.
    private const string Archive = "H4sIAAAAAAACA6WUy27TQBSGfcmtLm0KFFoKFGi5JNCmTVIKhV5Na5CMoAQhWWwi15nEEU6cY0+KhBSpLFpgB6gbWCCWvAIbhHgDkMqWZTc8ASvG41zs9CbEKONRPOf//jMzx7Ms8wGGiUSYHU1g+hk8llOxmqg8MSSxl3m8S1vjasDElCARoIqp6cDKvEKIjGoVbOA0MlRUy0bCPbWE7IqqIQH4+HMI1CCocCTOsCB0e+7zO6e9t1cUgbyzsYpRNlfUMIQ1zTQMpOGiWbaF+1YOWSi3SGYEiMQz0BFTeoigZOaqBkrktcRTVCzoGAQNm5amJ7JVXDRsIWuhlWrRyGVJLiQPjCwBOvcIwahsm1Z2NSXAoVhMCdN8TEstIOhyJYJkmCp+6L4UoFthScw4RBWejFqlCj1yCMPhBzIjczK/AUdkXmY34Ogr3Um5F8OxDBx/Sf/0vYD+DJxQOn2LwDCgE2+9S+/WozqlnXRovMxtwCmZdaCnXdoghjMZOKtEWoAynHPV9WzvmuVCM9khmmwShgmWxXCeYONxF3UBw8UMXPKidIj5UHdUI99ExSkqBZcJisNwha53HUZkdh1GXSRZyVgGxr3IEiR9SNE0jSYyRZFpSLvIiTryqoOcdJHXMFzPwFRV6SCRZgUXS8VnyIIbNbhJq5DWDkzXYEZmajCrRKl1CZVxtZRdqebzJHiusbvUbgLmXbuFup3o2N1y7RYxLGVAsm27mliWw5HQ1J+l36Runb6857cTYQbr387YuCQO7PrluM2NX5sjj3nyI32N9I/zjlff6+03/WTC6ft5pRpeSUlM7OO1WwvXKY5f5ee2GaHE/f3Ehl9KEmf/0W/H+meZr4735NbWpnNtBA7wDjW805LIEW+WZv5l+Bu9TLgD1JGGekISA0xr/931F38NoYPX38EsEMoqsmxyJUnizP9tQFpwnL9/KDxq5c9yNNu6t7fihB3ZtG7odp23evzLmOaZZnW2q7w14Fd9aqmS7Srv6flV/YGmKtWu8p6aX7XZUqXbVd5T8qt+tFQT7SrvDnf4MwwyrfNclkOhkfrEID/aDAq3jTXWHd8GG+UTolPRegBL3wVDriZM493Yv9/9kANxBwAA";
    private const string Sequence = "H4sIAAAAAAACA3WTW2/TMBTHc+llyxgbd8Z13Fsupd3S0HHbGGNDMgwIL3lBUZa6TVAa99jOEEiVysPG4BuAeOCRr8AbX4ePgMQDzmWjrYQV27F9/Pufc2z3lU9a8Ofr6u/Z19+fz1T6ytNfqmh7IJWsaUmSupRw4pLA3sSU+SQEWRhYk2Il8DkPsI3Dpu+EoOxYmpjkb7vYZv47zEDtQa5k5cUk8wjlkEeKpYqRH3IooJyVixkkbEMR5aJoVzO2x13ieiAjNbFxaJuB4oqu61CGtXWng1nXcbEGavk95HqQt5SYRaGwtvjjc1y+sI3EHcYdju2m73IouiKKALtcBMG0Z7SJKW6uiBUNxsomjKfhdkgzCnCl5VbeYL/tcdBcTqjrVeyI+wHTbIo3Ij9o2sIX4QfHVIOJ/5hwHDJC7c05DfaVSlYx8YdQp41hMt2irQbE4S/TSQ32W+PCZt6oVY1a3WjAVJIvtxvBNCqsczjwAklIQeo2HEQqkrfh0Ecv9v0whyMmHN1JBsc+wHETZqyJoWg4nPCEE96kNypy0kvhp2K4ipRtOI3kWONMCj/LYdaEc9bYP14I51NYFsUTcYp7QVzI+NV6o7qg63BR8GXBvyT45XLKvMzhigmlQaYH5SHmYydo7TGvZsy6XjcW5hpwTTAVwbyeJGQLbiB5Cyop+yaHqgm1QXYH5obYy4QEe+z5AbZeM0DP2PWMbcTsWym7wWHBhNtRsoV0ud8RN53CnR7cTS96fN3gXg/uI6kHi9ZU4kMHhzzq2BtRqyWMl0bOoa4bNUNvwINMdznTfRjrrqS6jzismrDGGIvfyav4nQwnWR45VGUkKHUkgbkR8TyuyFJaillfkAZLf1E0S+ITtS/qtyUlW5Gl3T/pvvRTkYbLXxHnkPZfBAAA";

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pth");
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        File.Delete(path);
    }

    [Theory, InlineData(Archive), InlineData(Sequence)]
    public void What_PyTorch_saves_is_read_whatever_lies_beside_it(string packed)
    {
        using (var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress))
        using (var file = File.Create(path)) gzip.CopyTo(file);
        var before = Tensor.TotalCount;
        var listing = new WeightFile(path).List();
        Assert.InRange(Tensor.TotalCount, 0, before); // fewer where more is finalized late
        Assert.Equal("state_dict", listing.Where);
        Assert.Equal(["epoch", "args", "optimizer"], listing.PassedOver);
        Assert.Equal(["module.fc.weight (2, 3) F32", "module.fc.t (3, 2) F32", "module.n () I64", "module.h (2) F16", "module.m (2) BOOL"],
            listing.Tensors.Select(t => $"{t.Name} ({string.Join(", ", t.Shape)}) {t.Type}"));

        var tensors = Read("module.fc.weight", "module.fc.t", "module.n", "module.h", "module.m");
        Assert.Equal([0, 1, 2, 3, 4, 5], tensors["module.fc.weight"].data<float>().ToArray());
        Assert.Equal([0, 3, 1, 4, 2, 5], tensors["module.fc.t"].data<float>().ToArray());
        Assert.Equal(7, tensors["module.n"].item<long>());
        Assert.Equal([1.5f, -2], tensors["module.h"].to(ScalarType.Float32).data<float>().ToArray());
        Assert.Equal([true, false], tensors["module.m"].data<bool>().ToArray());
    }

    [Theory]
    [InlineData("state_dict"), InlineData("model_state_dict"), InlineData("net"), InlineData("model"), InlineData("anything"), InlineData("checkpoint.model"), InlineData("")]
    public void A_state_dictionary_is_found_in_what_lies_around_it(string where)
    {
        var (state, storages) = Pickled.State(new Dictionary<string, Tensor> { ["w"] = ones(2, 3) });
        var root = where.Split('.', StringSplitOptions.RemoveEmptyEntries).Reverse().Aggregate(state, (inner, key) => Pickled.Dictionary(("best_acc", Pickled.Whole(91)), (key, inner)));
        foreach (var form in new[] { Pickled.Zip(root, storages), Pickled.Sequence(root, storages) })
        {
            File.WriteAllBytes(path, form);
            Assert.Equal(where, new WeightFile(path).List().Where);
            Assert.Equal([1, 1, 1, 1, 1, 1], Read("w")["w"].data<float>().ToArray());
        }
    }

    [Fact]
    public void A_bit_that_was_lost_in_a_storage_is_noticed_and_one_longer_than_the_file_refused()
    {
        var numbers = new byte[64];
        numbers.AsSpan().Fill(0x5a);
        var file = Pickled.Zip(Pickled.Dictionary(("w", Pickled.View("0", 16, 4, [2], [1]))), new Dictionary<string, byte[]> { ["0"] = numbers });
        var place = file.AsSpan().IndexOf(numbers);
        file[place + 60] ^= 1; // not even of the view that is read
        File.WriteAllBytes(path, file);
        Assert.EndsWith("damaged: its content has not the CRC-32 that the archive says", Assert.Throws<InvalidDataException>(() => Read("w")).Message, StringComparison.Ordinal);

        // The archive's directory, and the pickle, claim a storage of 4 GB.
        file = Pickled.Zip(Pickled.Dictionary(("w", Pickled.View("0", 1_000_000_000, 0, [1_000_000_000], [1]))), new Dictionary<string, byte[]> { ["0"] = numbers });
        var directory = file.AsSpan().LastIndexOf("data/0"u8);
        while (!file.AsSpan(directory).StartsWith("PK\u0001\u0002"u8)) directory--;
        foreach (var field in new[] { 20, 24 }) System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(directory + field), 4_000_000_000);
        File.WriteAllBytes(path, file);
        Assert.EndsWith("claims 4,000,000,000 bytes, more than the file has", Assert.Throws<InvalidDataException>(() => new WeightFile(path).List()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_much_beside_the_weights_the_first_is_told()
    {
        var (state, storages) = Pickled.State(new Dictionary<string, Tensor> { ["w"] = ones(2, 3) });
        var deep = Pickled.Dictionary([.. Enumerable.Range(0, 3000).Select(i => ($"k{i}", Pickled.None))]);
        File.WriteAllBytes(path, Pickled.Zip(Pickled.Dictionary((new string('a', 900), deep), ("state_dict", state)), storages));
        var listing = new WeightFile(path).List();
        Assert.Equal("state_dict", listing.Where);
        Assert.InRange(listing.PassedOver.Count, 1, 1_000);
        Assert.All(listing.PassedOver, key => Assert.InRange(key.Length, 1, 200));
    }

    [Fact]
    public void Tensors_of_the_training_beside_a_state_dictionary_do_not_hide_it()
    {
        var (state, storages) = Pickled.State(new Dictionary<string, Tensor> { ["w"] = ones(2, 3), ["b"] = ones(2) });
        storages["9"] = new byte[16];
        var history = Pickled.View("9", 4, 0, [4], [1]);
        foreach (var key in new[] { "rng_state", "loss_history" })
        {
            File.WriteAllBytes(path, Pickled.Zip(Pickled.Dictionary(("epoch", Pickled.Whole(1)), ("backbone", state), (key, history)), storages));
            Assert.Equal("backbone", new WeightFile(path).List().Where);
        }
        // Names with points are those of a network; and one that is small may have something beside its weights.
        File.WriteAllBytes(path, Pickled.Zip(Pickled.Dictionary(("fc.weight", history), ("extra", state)), storages));
        Assert.Equal("", new WeightFile(path).List().Where);
        Assert.Equal("fc.weight", Assert.Single(new WeightFile(path).List().Tensors).Name);
        File.WriteAllBytes(path, Pickled.Zip(Pickled.Dictionary(("weight", Pickled.View("9", 4, 0, [2, 2], [2, 1])), ("extra", state)), storages));
        Assert.Equal("", new WeightFile(path).List().Where);
        File.WriteAllBytes(path, Pickled.Zip(Pickled.Dictionary(("bias", history), ("stats", Pickled.Dictionary(("mean", history), ("std", history)))), storages));
        Assert.Equal("", new WeightFile(path).List().Where);
    }

    [Fact]
    public void Masks_beside_the_weights_are_told()
    {
        var (state, storages) = Pickled.State(new Dictionary<string, Tensor> { ["fc.weight"] = ones(2, 3) });
        var (mask, flat, other) = (Pickled.View("0", 6, 0, [2, 3], [3, 1]), Pickled.View("0", 6, 0, [6], [1]), Pickled.View("0", 6, 0, [3], [1]));
        foreach (var (key, beside, told) in new (string, byte[], string?)[]
        {
            ("masks", state, "masks.fc.weight"), ("masks", Pickled.List(mask), "masks.[0]"), ("mask", flat, "mask"), ("mask", Pickled.Dictionary(("1", Pickled.Dictionary(("weight", mask)))), "mask.1.weight"),
            ("pruning", Pickled.Dictionary(("masks", Pickled.Dictionary(("fc", mask)))), "pruning.masks.fc"), ("mask_ratio", Pickled.Whole(2), null), ("mask_token", Pickled.Dictionary(("a", other)), null),
            ("ema", state, null),
        })
        {
            File.WriteAllBytes(path, Pickled.Zip(Pickled.Dictionary(("state_dict", state), (key, beside)), storages));
            Assert.Equal(told, new WeightFile(path).List().MasksBeside);
        }
    }

    [Fact]
    public void Dictionaries_that_would_fit_as_well_are_told()
    {
        var (state, storages) = Pickled.State(new Dictionary<string, Tensor> { ["fc.weight"] = ones(2, 3), ["fc.bias"] = ones(2) });
        storages["9"] = new byte[32];
        var (weight, bias, other) = (Pickled.View("9", 6, 0, [2, 3], [3, 1]), Pickled.View("9", 2, 0, [2], [1]), Pickled.View("9", 8, 0, [2, 4], [4, 1]));
        foreach (var (key, beside, told) in new (string, byte[], string[])[]
        {
            ("model_ema", state, ["model_ema"]), ("averages", Pickled.Dictionary(("ema", state), ("swa", state)), ["averages.ema", "averages.swa"]),
            ("ema", Pickled.Dictionary(("decay", Pickled.Whole(1)), ("module.fc.bias", bias), ("module.fc.weight", weight)), ["ema"]),
            ("teacher", Pickled.Dictionary(("fc.weight", other), ("fc.bias", bias)), []), ("first", Pickled.Dictionary(("fc.weight", weight)), []), ("optimizer", Pickled.Dictionary(("buffers", state)), []),
        })
        {
            File.WriteAllBytes(path, Pickled.Zip(Pickled.Dictionary(("model", state), (key, beside)), storages));
            var listing = new WeightFile(path).List();
            Assert.Equal("model", listing.Where);
            Assert.Equal(told, listing.Twins);
        }
    }

    /// <summary>A view with PyTorch's negative bit holds the numbers with the other sign.</summary>
    [Fact]
    public void A_tensor_that_is_negated_by_a_mark_is_refused()
    {
        byte[] Marked(byte[] metadata) => Pickled.Call(Pickled.Name("torch._utils", "_rebuild_tensor_v2"), [.. Pickled.Tuple(Pickled.Text("storage"), Pickled.Name("torch", "FloatStorage"), Pickled.Text("0"), Pickled.Text("cpu"), Pickled.Whole(1)), (byte)'Q'],
            Pickled.Whole(0), Pickled.Tuple(Pickled.Whole(1)), Pickled.Tuple(Pickled.Whole(1)), [0x89], Pickled.Call(Pickled.Name("collections", "OrderedDict")), metadata);
        var storages = new Dictionary<string, byte[]> { ["0"] = BitConverter.GetBytes(2f) };
        File.WriteAllBytes(path, Pickled.Zip(Pickled.Dictionary(("w", Marked(Pickled.Dictionary(("neg", [0x88]))))), storages));
        Assert.EndsWith("it has a tensor that PyTorch keeps negated or conjugated by a mark: save it after .clone()", Assert.Throws<InvalidDataException>(() => new WeightFile(path).List()).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, Pickled.Zip(Pickled.Dictionary(("w", Marked(Pickled.None))), storages));
        Assert.Equal(2, Read("w")["w"].item<float>());
    }

    [Fact]
    public void Views_into_a_shared_storage_are_read_as_they_lie()
    {
        byte[] numbers = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))];
        var root = Pickled.Dictionary(("row", Pickled.View("0", 6, 3, [3], [1])), ("column", Pickled.View("0", 6, 1, [2], [3])), ("same", Pickled.View("0", 6, 4, [2, 2], [0, 0])), ("none", Pickled.View("0", 6, 0, [0, 3], [3, 1])));
        foreach (var form in new[] { Pickled.Zip(root, new Dictionary<string, byte[]> { ["0"] = numbers }), Pickled.Sequence(root, new Dictionary<string, byte[]> { ["0"] = numbers }) })
        {
            File.WriteAllBytes(path, form);
            var tensors = Read("row", "column", "same", "none");
            Assert.Equal([3, 4, 5], tensors["row"].data<float>().ToArray());
            Assert.Equal([1, 4], tensors["column"].data<float>().ToArray());
            Assert.Equal([4, 4, 4, 4], tensors["same"].data<float>().ToArray());
            Assert.Equal([0, 3], tensors["none"].shape);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public void The_old_form_has_the_same_numbers_on_machines_of_the_other_byte_order(bool ownOrder)
    {
        byte[] numbers = [.. new[] { 1.5f, -2, 3 }.SelectMany(BitConverter.GetBytes)];
        var root = Pickled.Dictionary(("w", Pickled.View("0", 3, 0, [3], [1])), ("n", Pickled.View("1", 3, 0, [3], [1])));
        File.WriteAllBytes(path, Pickled.Sequence(root, new Dictionary<string, byte[]> { ["0"] = numbers, ["1"] = numbers }, littleEndian: false, ownOrder));
        foreach (var tensor in Read("w", "n").Values) Assert.Equal([1.5f, -2, 3], tensor.data<float>().ToArray());
    }

    [Theory, InlineData("f4", "<"), InlineData("f4", ">"), InlineData("f8", "<")]
    public void A_pickled_dictionary_of_arrays_is_read_too(string type, string order)
    {
        byte[] One(double number) => type == "f8" ? BitConverter.GetBytes(number) : order == ">" ? [.. BitConverter.GetBytes((float)number).Reverse()] : BitConverter.GetBytes((float)number);
        File.WriteAllBytes(path, Pickled.File(Pickled.Dictionary(("w", Pickled.Array(type, [1, 2], [.. One(1.5), .. One(-2)], order)))));
        Assert.Equal([1.5f, -2], Read("w")["w"].to(ScalarType.Float32).data<float>().ToArray());
    }

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "to read it, Python would run os.system: it is refused, and nothing of it was run", Pickled.Call(Pickled.Name("os", "system"), Pickled.Text("touch /tmp/x")) },
        { "to read it, Python would run builtins.eval: it is refused", Pickled.Dictionary(("w", Pickled.View("0", 1, 0, [1], [1])), ("x", Pickled.Call(Pickled.Name("builtins", "eval"), Pickled.Text("1")))) },
        { "it holds a whole network as an object (models.ResNet), which only its own code could read: save its state dictionary", Pickled.Dictionary(("net",
            Pickled.Told([.. Pickled.Name("models", "ResNet"), (byte)')', 0x81], Pickled.Dictionary(("_parameters", Pickled.Dictionary()), ("_modules", Pickled.Dictionary()))))) },
        { "it holds no dictionary of tensors by name, but a dictionary of epoch, acc: save", Pickled.Dictionary(("epoch", Pickled.Whole(1)), ("acc", Pickled.Whole(2))) },
        { "it holds no dictionary of tensors by name, but what my.Thing would make", Pickled.Call(Pickled.Name("my", "Thing")) },
        { "it has 2 dictionaries of tensors (encoder, decoder): save the one of the network alone", Pickled.Dictionary(
            ("encoder", Pickled.Dictionary(("w", Pickled.View("0", 1, 0, [1], [1])))), ("decoder", Pickled.Dictionary(("w", Pickled.View("0", 1, 0, [1], [1]))))) },
        { "it has a tensor (3) that reaches beyond the 2 numbers of its storage", Pickled.Dictionary(("w", Pickled.View("0", 2, 0, [3], [1]))) },
        { "tensor 'w' reaches beyond the 4 bytes of its storage", Pickled.Dictionary(("w", Pickled.View("0", 2000000000, 0, [2000000000], [1]))) },
        { "it lacks the storage 7 of tensor 'w'", Pickled.Dictionary(("w", Pickled.View("7", 1, 0, [1], [1]))) },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_is_not_weights_is_said_in_one_line(string says, byte[] root)
    {
        File.WriteAllBytes(path, Pickled.Zip(root, new Dictionary<string, byte[]> { ["0"] = new byte[4] }));
        var message = Assert.Throws<InvalidDataException>(() => new WeightFile(path).List()).Message;
        Assert.StartsWith($"{path} is not read: {says}", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_packed_archive_another_one_and_a_program_are_called_what_they_are()
    {
        var (state, storages) = Pickled.State(new Dictionary<string, Tensor> { ["w"] = ones(200, 3) });
        foreach (var (file, says) in new (byte[], string)[]
        {
            (Pickled.Zip(state, storages, CompressionLevel.Optimal), "its entry archive/data.pkl is packed"),
            (Archived("readme.txt"), "it is a zip archive without the data.pkl that PyTorch writes"),
            (Archived("a/data.pkl", "a/constants.pkl"), "it is a TorchScript program: save the state dictionary"),
            (Pickled.Zip(state, storages)[..^30], "it is truncated or damaged"),
        })
        {
            File.WriteAllBytes(path, file);
            var message = Assert.Throws<InvalidDataException>(() => new WeightFile(path).List()).Message;
            Assert.StartsWith($"{path} is not read: ", message);
            if (!says.EndsWith("damaged", StringComparison.Ordinal)) Assert.Contains(says, message);
        }
    }

    private static byte[] Archived(params string[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var entry in entries) zip.CreateEntry(entry).Open().Dispose();
        return stream.ToArray();
    }

    private Dictionary<string, Tensor> Read(params string[] names)
    {
        var tensors = new WeightFile(path).Read(names);
        foreach (var tensor in tensors.Values) scope.Attach(tensor);
        return tensors;
    }
}
