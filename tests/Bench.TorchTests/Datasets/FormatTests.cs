using Bench.Core;
using Bench.Datasets;

namespace Bench.TorchTests.Datasets;

public sealed class FormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Idx_gives_images_and_labels_packed_or_not()
    {
        byte[] images = TemporaryFolder.Idx([2, 1, 3], 1, 2, 3, 4, 5, 6), labels = TemporaryFolder.Idx([2], 1, 0);
        foreach (var (imageFile, labelFile) in new[]
        {
            (folder.File("i", images), folder.File("l", labels)),
            (folder.File("i.gz", TemporaryFolder.Gzip(images)), folder.File("l.gz", TemporaryFolder.Gzip(labels))),
            (folder.File("packed", TemporaryFolder.Gzip(images)), folder.File("unpacked.gz", labels)), // the first bytes count, not the name
        })
        {
            var samples = Idx.Read(DataFile.At(imageFile), DataFile.At(labelFile), 2);
            Assert.Equal(new InputShape(1, 1, 3), samples.Shape);
            Assert.Equal([4, 5, 6], samples.Images[1].ToArray());
            Assert.Equal([1, 0], samples.Labels);
        }
    }

    [Fact]
    public void Idx_of_four_dimensions_has_channels() =>
        Assert.Equal(new InputShape(3, 1, 2), Idx.ShapeOf(DataFile.At(folder.File("i", TemporaryFolder.Idx([1, 3, 1, 2], 1, 2, 3, 4, 5, 6)))));

    [Theory]
    [InlineData(new[] { 3, 1, 2 }, 4, "states 3×1×2 = 6 values, but 4 follow")]
    [InlineData(new[] { 1, 1, 2 }, 4, "states 1×1×2 = 2 values, but 4 follow")]
    [InlineData(new[] { int.MaxValue, int.MaxValue, int.MaxValue }, 4, "too large to be true")]
    [InlineData(new[] { -1, 28, 28 }, 4, "states 4294967295×28×28 = 3,367,254,359,280 values, but 4 follow")]
    [InlineData(new[] { 0, 28, 28 }, 0, "states 0×28×28 values: none")]
    [InlineData(new[] { 4 }, 4, "IDX file of 1 dimensions; images have 3")]
    [InlineData(new[] { 1, 1, 1, 2, 2 }, 4, "IDX file of 5 dimensions; images have 3")]
    public void Idx_images_whose_header_lies_are_refused(int[] sizes, int bytes, string says)
    {
        var images = folder.File("images", TemporaryFolder.Idx(sizes, new byte[bytes]));
        var labels = folder.File("labels", TemporaryFolder.Idx([2], 0, 1));
        Refuses($"{images}: ", says, () => Idx.Read(DataFile.At(images), DataFile.At(labels), 2));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4 }, "begins with 01020304, not with 0000")]
    [InlineData(new byte[] { 0, 0, 0x0f, 3 }, "type 0x0f, which is none")]
    [InlineData(new byte[] { 0, 0, 8, 3, 0, 0 }, "header is not complete")]
    [InlineData(new byte[] { 0 }, "holds 1 bytes")]
    public void A_file_that_is_not_idx_is_refused(byte[] content, string says)
    {
        var images = folder.File("images", content);
        Refuses($"{images}: ", says, () => Idx.ShapeOf(DataFile.At(images)));
    }

    [Fact]
    public void Images_and_labels_must_be_as_many()
    {
        var images = folder.File("images", TemporaryFolder.Idx([2, 1, 1], 0, 0));
        var labels = folder.File("labels", TemporaryFolder.Idx([3], 0, 0, 0));
        Refuses(images, $"holds 2 images, but {labels} holds 3 labels", () => Idx.Read(DataFile.At(images), DataFile.At(labels), 2));
    }

    [Fact]
    public void Idx_labels_out_of_range_are_refused()
    {
        var images = folder.File("images", TemporaryFolder.Idx([2, 1, 1], 0, 0));
        var labels = folder.File("labels", TemporaryFolder.Idx([2], 1, 10));
        Refuses(labels, "label 10 of sample 1 is out of range (0 to 9)", () => Idx.Read(DataFile.At(images), DataFile.At(labels), 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(40)]
    public void A_truncated_gzip_file_is_refused(int cut)
    {
        var noise = Enumerable.Range(0, 5000).Select(i => (byte)(i * i >> 3)).ToArray();
        var packed = TemporaryFolder.Gzip(TemporaryFolder.Idx([5000], noise));
        var file = folder.File("labels.gz", packed[..^cut]);
        Refuses(file, "truncated or corrupt gzip file", () => DataFile.At(file).Content);
    }

    [Fact]
    public void A_corrupt_gzip_file_is_refused()
    {
        var packed = TemporaryFolder.Gzip(TemporaryFolder.Idx([5000], new byte[5000]));
        packed[^6] ^= 1; // its checksum
        var file = folder.File("labels.gz", packed);
        Refuses(file, "truncated or corrupt gzip file", () => DataFile.At(file).Content);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Refuses("/nowhere/images", "no such file", () => DataFile.At("/nowhere/images").Content);

    [Fact]
    public void Cifar_records_give_the_last_label_byte_and_pixels_by_channel()
    {
        var file = folder.File("train.bin", [9, 1, 10, 11, 20, 21, 30, 31, 9, 0, 12, 13, 22, 23, 32, 33]);
        var samples = CifarBinary.Read([DataFile.At(file)], new(3, 1, 2), 2, labelBytes: 2);
        Assert.Equal([1, 0], samples.Labels);
        Assert.Equal([12, 13, 22, 23, 32, 33], samples.Images[1].ToArray());
    }

    [Fact]
    public void A_cifar_file_of_broken_records_is_refused()
    {
        var file = folder.File("train.bin", new byte[15]);
        Refuses(file, "size of 15 bytes is no multiple of a record's 7 (1 label + 3×1×2 pixels)", () => CifarBinary.Read([DataFile.At(file)], new(3, 1, 2), 2));
    }

    [Fact]
    public void Cifar_labels_out_of_range_are_refused()
    {
        var file = folder.File("train.bin", [0, 1, 1, 2, 1, 1]);
        Refuses(file, "label 2 of sample 1 is out of range (0 to 1)", () => CifarBinary.Read([DataFile.At(file)], new(1, 1, 2), 2));
    }

    [Theory]
    [InlineData(false, false, "0,4,16,1\n 8, 16, 0 ,0\n")]
    [InlineData(true, false, "1,0,4,16\n0,8,16,0\n")]
    [InlineData(false, true, "a,b,c,label\r\n0,4,16,1\r\n\r\n8,16,0,0")]
    public void Csv_rows_are_scaled_to_bytes(bool labelFirst, bool header, string text)
    {
        var samples = Csv.Read([DataFile.At(folder.File("x.csv", text))], new(new(1, 1, 3), 2, Largest: 16, labelFirst, header));
        Assert.Equal([1, 0], samples.Labels);
        Assert.Equal([0, 64, 255], samples.Images[0].ToArray());
        Assert.Equal([128, 255, 0], samples.Images[1].ToArray());
    }

    [Theory]
    [InlineData("0,0,1\n0,x,1\n", ":2: 'x' in column 2 is not a number")]
    [InlineData("a,b,label\n0,0,1\n", ":1: 'a' in column 1 is not a number (if this row is a header, say header: true)")]
    [InlineData("0,0,1\n\n0,1\n", ":3: 2 columns, not 3")]
    [InlineData("0,0,7\n", ":1: label '7' in column 3 is not one of 0 to 1")]
    [InlineData("0,0,0.5\n", ":1: label '0.5' in column 3 is not one of 0 to 1")]
    [InlineData("0,0,2\n", ":1: label '2' in column 3 is not one of 0 to 1 (labels are counted from 0; if they begin at 1, say labels: {from: 1}; if there are more, say classes: 3)")]
    [InlineData("0,0,1\n0,0,dog\n", ":2: label 'dog' in column 3 is not one of 0 to 1 (labels are numbers, counted from 0; of words say labels: words, or labels: [the first class, the second, ...])")]
    [InlineData("0,0,dog\n", ":1: label 'dog' in column 3 is not one of 0 to 1 (labels are numbers, counted from 0; of words say labels: words, or labels: [the first class, the second, ...]; if this row is a header, say header: true)")]
    [InlineData("0;0;1\n0,0,1\n", ":2: 1 columns, not 3 (1×1×2 pixels and the label)")]
    [InlineData("0\t0\t0\t1\n", ":1: 4 columns, not 3 (1×1×2 pixels and the label) (one too many: is the first a running number,")]
    [InlineData("0,5;0,5;1\n", ":1: '0,5' in column 1 is not a number (decimals behind a comma? Say decimal: comma)")]
    [InlineData("0,3125;0;1\n", ":1: '0,3125' in column 1 is not a number (decimals behind a comma? Say decimal: comma)")]
    [InlineData("0,0,5;0\n", ":1: label '5;0' in column 3 is not one of 0 to 1 (separated by semicolons? Say separator: semicolon)")]
    [InlineData("a,b\n0,0,1\n", ":1: 2 columns, not 3 (1×1×2 pixels and the label) (if this row is a header, say header: true)")]
    [InlineData("7,0,0,1\n", ":1: 4 columns, not 3 (1×1×2 pixels and the label) (one too many: is the first a running number,")]
    [InlineData("0,0\n", ":1: 2 columns, not 3 (1×1×2 pixels and the label) (is the label missing?)")]
    [InlineData("0,-1,1\n", ":1: -1 in column 2 is not in 0 to 255, the largest value stated (if it is right, say min-value: -1")]
    [InlineData("0,256,1\n", ":1: 256 in column 2 is not in 0 to 255")]
    [InlineData("0,NaN,1\n", ":1: NaN in column 2 is not in 0 to 255")]
    [InlineData("0,\"1\"2,1\n", ":1: ")]
    [InlineData("", ": holds no sample")]
    public void A_wrong_csv_row_is_named_by_file_and_line(string text, string says)
    {
        var file = folder.File("x.csv", text);
        Refuses(file + says, "", () => Csv.Read([DataFile.At(file)], new(new(1, 1, 2), 2)));
    }

    [Fact]
    public void Labels_in_as_many_columns_as_classes_are_hinted_at()
    {
        var file = folder.File("x.csv", "0,0,0,1,0\n");
        Refuses($"{file}:1: 5 columns, not 3", "(labels in 3 columns of 0 and 1? Say labels: one-hot)", () => Csv.Read([DataFile.At(file)], new(new(1, 1, 2), 3)));
    }

    [Fact]
    public void A_label_that_is_a_whole_number_is_one_however_it_is_written()
    {
        var samples = Csv.Read([DataFile.At(folder.File("x.csv", "0,0,3.0\n0,0,1e0\n0,0, 2 \n"))], new(new(1, 1, 2), 4));
        Assert.Equal([3, 1, 2], samples.Labels);
    }

    [Fact]
    public void A_header_that_could_be_a_sample_is_warned_of()
    {
        var file = folder.File("x.csv", "0,1,1\n0,2,1\n");
        var samples = Csv.Read([DataFile.At(file)], new(new(1, 1, 2), 2, Header: true));
        Assert.Equal(1, samples.Count);
        Assert.Equal([$"{file}: its first row, left out as a header, reads as a sample"], samples.Warnings);
        Assert.Empty(Csv.Read([DataFile.At(folder.File("x.csv", "a,b,label\n0,2,1\n"))], new(new(1, 1, 2), 2, Header: true)).Warnings);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>404</body></html>", "it is a web page, not the file itself: download the file again")]
    [InlineData("\uFEFF \n<HTML>", "it is a web page, not the file itself")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "it is a Git LFS pointer, not the file itself: get the file with 'git lfs pull'")]
    [InlineData("PK\u0003\u0004______________________\u0009\0\0\0train.csvxx", "it is a zip archive: unpack it and name the files in it")]
    [InlineData("PK\u0003\u0004______________________\u0007\0\0\0arr.npyxx", "it is a NumPy archive (.npz): say format: npz")]
    [InlineData("PK\u0003\u0004______________________\u0010\0\0\0archive/data.pklxx", "it is a PyTorch file: save its arrays as npz, csv or idx")]
    [InlineData("BZh91AY&SY", "truncated or corrupt bzip2 file")]
    public void A_file_of_another_kind_is_called_what_it_is_by_every_reader(string text, string says)
    {
        foreach (var name in new[] { "x.csv", "x.gz", "train.bin" })
        {
            var file = folder.File(name, text);
            Refuses($"{file}: ", says, () => Csv.Read([DataFile.At(file)], new(new(1, 1, 2), 2)));
            Refuses($"{file}: ", says, () => Csv.Read([DataFile.At(file)], new(new(1, 1, 2), 2, Header: true)));
            Refuses($"{file}: ", says, () => Idx.ShapeOf(DataFile.At(file)));
            Refuses($"{file}: ", says, () => CifarBinary.Read([DataFile.At(file)], new(1, 1, 2), 2));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0 }, "a NumPy array (.npy)")]
    [InlineData(new byte[] { 0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0 }, "an xz file")]
    [InlineData(new byte[] { 0x80, 2, 0x8a, 10, 0x6c }, "a PyTorch file")]
    [InlineData(new byte[] { 0x80, 4, 0x95, 1 }, "a Python pickle")]
    [InlineData(new byte[] { 0x89, (byte)'H', (byte)'D', (byte)'F' }, "an HDF5 file")]
    [InlineData(new byte[] { 8, 7, 0x12, 3, (byte)'t', (byte)'f', (byte)'2', 0, 0, 0, 0, 0 }, "an ONNX file")]
    [InlineData(new byte[] { 8, 7, 0x3a, 0x90, 0x12, 0x0a, 0, 0, 0, 0, 0, 0 }, "an ONNX file")]
    [InlineData(new byte[] { 16, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', (byte)'a' }, "a safetensors file")]
    public void A_binary_file_of_another_kind_is_called_what_it_is(byte[] content, string what)
    {
        var file = folder.File("images", content);
        Refuses($"{file}: it is {what}: ", "", () => Idx.ShapeOf(DataFile.At(file)));
    }

    [Fact]
    public void A_folder_is_called_one() => Refuses($"{folder.Path}: is a folder", "", () => DataFile.At(folder.Path).Content);

    private static void Refuses(string start, string says, Func<object> read)
    {
        var message = Assert.Throws<UserError>(read).Message;
        Assert.StartsWith(start, message);
        Assert.Contains(says, message);
        Assert.DoesNotContain('\n', message);
    }
}
