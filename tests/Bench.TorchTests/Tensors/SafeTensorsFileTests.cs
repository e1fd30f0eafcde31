using System.Buffers.Binary;
using System.Text;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Tensors;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        File.Delete(path);
    }

    private static byte[] FileOf(string header, int dataLength, long? headerLength = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, headerLength ?? json.Length);
        json.CopyTo(bytes, 8);
        for (var i = 0; i < dataLength; i++) bytes[8 + json.Length + i] = (byte)i;
        return bytes;
    }

    private Dictionary<string, Tensor> ReadBytes(byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        var tensors = SafeTensorsFile.Read(path);
        foreach (var tensor in tensors.Values) scope.Attach(tensor);
        return tensors;
    }

    private static byte[] Written(Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafeTensorsFile.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    public static TheoryData<string, int, string> BrokenHeaders => new()
    {
        { "", 0, "not valid JSON" },
        { "{", 0, "not valid JSON" },
        { """{"a":1}{""", 0, "not valid JSON" },
        { "[]", 0, "not a JSON object" },
        { """{"a":3}""", 0, "'a' has no dtype" },
        { """{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "'a' has no shape" },
        { """{"a":{"dtype":"F32","shape":[1]}}""", 4, "'a' has no data_offsets" },
        { """{"a":{"dtype":"F8","shape":[4],"data_offsets":[0,4]}}""", 4, "'a' has the dtype 'F8' (read: F64, I64, F32, I32, F16, BF16, I16, I8, U8, BOOL)" },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "the shape [-1], not whole numbers from 0" },
        { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "the shape [1.5], not whole numbers" },
        { """{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}""", 4, "not whole numbers" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "1 data_offsets, not 2" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "ends at 0, before it begins at 4" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", 4, "not whole numbers from 0" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "has 8 bytes, but F32 (3) takes 12" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "too large to count" },
        { """{"a":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "too large to count" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "ends at byte 8 of the data, which has 4" },
        { """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "'b' overlaps" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}""", 5, "1 bytes before tensor 'b'" },
        { """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 5, "3 bytes at the end belong to no tensor" },
        { """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "'a'" },
        { """{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "not valid JSON" },
        { """{"__metadata__":{"epoch":3}}""", 0, "'epoch' is not a string" },
        { """{"__metadata__":[]}""", 0, "not an object of strings" },
    };

    [Theory, MemberData(nameof(BrokenHeaders))]
    public void Refuses_a_broken_header_in_one_line_that_names_the_file(string header, int dataLength, string reason)
    {
        var message = Assert.Throws<InvalidDataException>(() => ReadBytes(FileOf(header, dataLength))).Message;
        Assert.StartsWith($"{path} is not a valid safetensors file: ", message);
        Assert.Contains(reason, message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(long.MaxValue, "claims 9223372036854775807 bytes, more than")]
    [InlineData(-1, "claims 18446744073709551615 bytes, more than")]
    [InlineData(3, "claims 3 bytes, but 2 follow")]
    public void Refuses_a_header_length_that_the_file_does_not_have(long length, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => ReadBytes(FileOf("{}", 0, length))).Message);

    [Theory, InlineData(0, "it is empty"), InlineData(7, "it has 7 bytes")]
    public void Refuses_a_file_without_a_header(int length, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => ReadBytes(new byte[length])).Message);

    [Fact]
    public void Refuses_every_truncation()
    {
        var whole = Written(new() { ["weight"] = arange(Scalars.Zero, Scalars.Of(6), Scalars.One, dtype: ScalarType.Float32).reshape(2, 3), ["bias"] = ones(2) });
        for (var length = 0; length < whole.Length; length++) Assert.Throws<InvalidDataException>(() => ReadBytes(whole[..length]));
        Assert.Equal(2, ReadBytes(whole).Count);
    }

    [Fact]
    public void A_flipped_bit_in_the_header_never_crashes()
    {
        var whole = Written(new() { ["a"] = arange(Scalars.Zero, Scalars.Of(6), Scalars.One, dtype: ScalarType.Float32).reshape(2, 3), ["b"] = ones(2, dtype: ScalarType.Int64) });
        for (var bit = 0; bit < (whole.Length - 40) * 8; bit += 3)
        {
            var flipped = (byte[])whole.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try { ReadBytes(flipped); }
            catch (InvalidDataException) { }
        }
    }

    /// <summary>The example of the format's own page: a header padded with spaces.</summary>
    [Fact]
    public void Reads_bytes_laid_out_by_hand()
    {
        var tensors = ReadBytes(FileOf("""{"x":{"dtype":"U8","shape":[2,3],"data_offsets":[0,6]},"s":{"dtype":"I32","shape":[],"data_offsets":[6,10]}}  """, 10));
        Assert.Equal([0, 1, 2, 3, 4, 5], tensors["x"].data<byte>().ToArray());
        Assert.Equal([2, 3], tensors["x"].shape);
        Assert.Equal(0x09080706, tensors["s"].item<int>());
        Assert.Empty(tensors["s"].shape);
    }

    [Fact]
    public void Reads_any_nonzero_byte_as_true() =>
        Assert.Equal([false, true, true], ReadBytes(FileOf("""{"b":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", 3))["b"].data<bool>().ToArray());

    [Theory]
    [InlineData(ScalarType.Float64), InlineData(ScalarType.Float32), InlineData(ScalarType.Float16), InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64), InlineData(ScalarType.Int32), InlineData(ScalarType.Byte), InlineData(ScalarType.Bool)]
    public void Returns_what_was_written_in_every_type(ScalarType type)
    {
        var values = tensor(new float[] { 0, 1, 2, 100, 0.5f, 3 }).reshape(2, 3).to(type);
        var read = ReadBytes(Written(new() { ["t"] = values, ["empty"] = zeros([0, 3], dtype: type), ["scalar"] = values[0, 1] }));
        Assert.Equal(type, read["t"].dtype);
        Assert.Equal([2, 3], read["t"].shape);
        Assert.True(read["t"].eq(values).all().item<bool>());
        Assert.Equal([0, 3], read["empty"].shape);
        Assert.Equal(1, read["scalar"].to(ScalarType.Float64).item<double>());
    }

    [Fact]
    public void Writes_channels_last_and_differentiable_tensors_by_their_values()
    {
        var plain = arange(Scalars.Zero, Scalars.Of(2 * 3 * 4 * 5), Scalars.One, dtype: ScalarType.Float32).reshape(2, 3, 4, 5);
        var channelsLast = Layout.ChannelsLast(plain);
        Assert.False(channelsLast.is_contiguous());
        Assert.Equal(Written(new() { ["w"] = plain }), Written(new() { ["w"] = channelsLast.requires_grad_() }));
        Assert.Equal(plain.data<float>().ToArray(), ReadBytes(Written(new() { ["w"] = channelsLast }))["w"].data<float>().ToArray());
    }

    [Fact]
    public void Equal_content_is_written_as_equal_aligned_bytes()
    {
        var (a, b, flag) = (ones(3), arange(Scalars.Zero, Scalars.Of(2), Scalars.One), ones(1, dtype: ScalarType.Bool));
        var bytes = Written(new() { ["flag"] = flag, ["a"] = a, ["b"] = b }, new() { ["z"] = "1", ["y"] = "2" });
        Assert.Equal(bytes, Written(new() { ["b"] = b, ["a"] = a, ["flag"] = flag }, new() { ["y"] = "2", ["z"] = "1" }));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
        Assert.StartsWith("""{"__metadata__":{"y":"2","z":"1"},"b":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[3],"data_offsets":[16,28]},"flag":""",
            Encoding.UTF8.GetString(bytes, 8, bytes.Length - 8));
    }

    [Fact]
    public void Keeps_metadata_and_odd_names()
    {
        SafeTensorsFile.Write(path, new Dictionary<string, Tensor> { ["couche \"é\".poids"] = ones(1) }, new Dictionary<string, string> { ["format"] = "pt" });
        Assert.Equal([new("format", "pt")], SafeTensorsFile.ReadMetadata(path));
        Assert.Equal(["couche \"é\".poids"], ReadBytes(File.ReadAllBytes(path)).Keys);
    }

    [Fact]
    public void Refuses_to_write_what_the_format_cannot_hold()
    {
        Assert.Throws<ArgumentException>(() => Written(new() { ["__metadata__"] = ones(1) }));
        Assert.Contains("'c'", Assert.Throws<ArgumentException>(() => Written(new() { ["c"] = zeros(1, dtype: ScalarType.ComplexFloat32) })).Message);
    }

    [Fact]
    public void Tensors_outlive_the_scope_they_are_read_in()
    {
        SafeTensorsFile.Write(path, new Dictionary<string, Tensor> { ["a"] = ones(4), ["b"] = ones(2, dtype: ScalarType.Bool) });
        Dictionary<string, Tensor> read;
        using (NewDisposeScope()) read = SafeTensorsFile.Read(path);
        Assert.All(read.Values, t => Assert.False(t.IsInvalid));
        foreach (var tensor in read.Values) tensor.Dispose();
    }
}
