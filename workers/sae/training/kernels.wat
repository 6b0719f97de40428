;; The inner loops of sparse SAE training on float32 rows in linear memory, four lanes at a time.
;; Pointers are byte offsets, lengths count floats and must be multiples of 4.
(module
  (import "env" "memory" (memory 1))

  ;; target[0..n) += scale * source[0..n)
  (func (export "addScaled") (param $target i32) (param $source i32) (param $scale f32) (param $n i32)
    (local $end i32) (local $factor v128)
    (local.set $factor (f32x4.splat (local.get $scale)))
    (local.set $end (i32.add (local.get $target) (i32.shl (local.get $n) (i32.const 2))))
    (loop $next
      (v128.store (local.get $target)
        (f32x4.add (v128.load (local.get $target))
                   (f32x4.mul (local.get $factor) (v128.load (local.get $source)))))
      (local.set $source (i32.add (local.get $source) (i32.const 16)))
      (local.set $target (i32.add (local.get $target) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $target) (local.get $end)))))

  ;; sum of a[i] * b[i], in two accumulators of four lanes to hide the latency of the additions
  (func (export "dot") (param $a i32) (param $b i32) (param $n i32) (result f32)
    (local $end i32) (local $even v128) (local $odd v128)
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $n) (i32.const -8)) (i32.const 2))))
    (block $done
      (br_if $done (i32.ge_u (local.get $a) (local.get $end)))
      (loop $next
        (local.set $even (f32x4.add (local.get $even)
          (f32x4.mul (v128.load (local.get $a)) (v128.load (local.get $b)))))
        (local.set $odd (f32x4.add (local.get $odd)
          (f32x4.mul (v128.load offset=16 (local.get $a)) (v128.load offset=16 (local.get $b)))))
        (local.set $a (i32.add (local.get $a) (i32.const 32)))
        (local.set $b (i32.add (local.get $b) (i32.const 32)))
        (br_if $next (i32.lt_u (local.get $a) (local.get $end)))))
    (if (i32.and (local.get $n) (i32.const 4))
      (then (local.set $even (f32x4.add (local.get $even)
        (f32x4.mul (v128.load (local.get $a)) (v128.load (local.get $b)))))))
    (local.set $even (f32x4.add (local.get $even) (local.get $odd)))
    (f32.add (f32.add (f32x4.extract_lane 0 (local.get $even)) (f32x4.extract_lane 1 (local.get $even)))
             (f32.add (f32x4.extract_lane 2 (local.get $even)) (f32x4.extract_lane 3 (local.get $even)))))

  ;; Adam (Kingma and Ba 2015): rate1 = rate / (1 - beta1^t), correction2 = 1 / (1 - beta2^t)
  (func (export "adam") (param $p i32) (param $g i32) (param $m i32) (param $v i32) (param $n i32)
                        (param $rate1 f32) (param $correction2 f32)
    (local $end i32) (local $grad v128) (local $first v128) (local $second v128)
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $n) (i32.const 2))))
    (loop $next
      (local.set $grad (v128.load (local.get $g)))
      (local.set $first (f32x4.add
        (f32x4.mul (f32x4.splat (f32.const 0.9)) (v128.load (local.get $m)))
        (f32x4.mul (f32x4.splat (f32.const 0.1)) (local.get $grad))))
      (local.set $second (f32x4.add
        (f32x4.mul (f32x4.splat (f32.const 0.999)) (v128.load (local.get $v)))
        (f32x4.mul (f32x4.splat (f32.const 0.001)) (f32x4.mul (local.get $grad) (local.get $grad)))))
      (v128.store (local.get $m) (local.get $first))
      (v128.store (local.get $v) (local.get $second))
      (v128.store (local.get $p) (f32x4.sub (v128.load (local.get $p))
        (f32x4.div (f32x4.mul (f32x4.splat (local.get $rate1)) (local.get $first))
                   (f32x4.add (f32x4.sqrt (f32x4.mul (f32x4.splat (local.get $correction2)) (local.get $second)))
                              (f32x4.splat (f32.const 1e-8))))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (local.set $g (i32.add (local.get $g) (i32.const 16)))
      (local.set $m (i32.add (local.get $m) (i32.const 16)))
      (local.set $v (i32.add (local.get $v) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $p) (local.get $end))))))
